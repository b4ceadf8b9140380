/** The name of a way in. A passkey has the name its owner gave it. */
export function wayName({ method, name }: { method: string; name: string }): string {
  if (method === 'passphrase') return 'Passphrase';
  if (method === 'sheet') return 'Personal recovery sheet';
  return `Passkey: ${name}`;
}
