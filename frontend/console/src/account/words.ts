/** The name of a way in. A passkey has the name its owner gave it. */
export function wayName({ method, name }: { method: string; name: string }): string {
  if (method === 'passphrase') return 'Passphrase';
  if (method === 'sheet') return 'Personal recovery sheet';
  return `Passkey: ${name}`;
}

/** What the server calls every browser that nobody has named. */
const UNNAMED = 'This browser';

/** What its owner called a browser, or nothing. */
export const givenName = ({ device }: { device: string }): string => (device === UNNAMED ? '' : device);

export const browserName = ({ device, here }: { device: string; here: boolean }): string =>
  device !== UNNAMED ? device : here ? UNNAMED : 'Another browser';
