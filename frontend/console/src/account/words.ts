/** The name of a way in. A passkey has the name its owner gave it. */
export function wayName({ method, name }: { method: string; name: string }): string {
  if (method === 'passphrase') return 'Passphrase';
  if (method === 'sheet') return 'Personal recovery sheet';
  return `Passkey: ${name}`;
}

/** What the server calls every browser that nobody has named. */
const UNNAMED = 'This browser';

export const browserName = ({ device, here }: { device: string; here: boolean }): string =>
  device !== UNNAMED ? device : here ? UNNAMED : 'Another browser';
