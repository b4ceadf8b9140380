import file from '../../../../app/escalation/pack.json';

/** Who a pack can be for, and on what basis they may have it, from the one dated file that the server knows them by. */
export const RECIPIENTS = file.recipients;
export const EDITION = file.edition;

export type Kind = 'state' | 'independent';

/** The text to begin with. Whoever makes the pack may change every word. */
export function basisOf(recipient: string, kind: Kind): string {
  const found = RECIPIENTS.find(({ id }) => id === recipient);
  return [file.common[kind], found?.duty, file.common.special].filter((part) => part !== undefined).join('\n\n');
}
