import type { Doubt, Problem } from '@hark/vault/staff_case';

/** Why an item cannot be shown, and what to do: an adult must know whether to fetch a colleague, an engineer or the police. */
const SENTENCES: Partial<Readonly<Record<Problem, string>>> = {
  key_missing: 'This device does not hold the key for this item. Ask a colleague in the group to open it.',
  commitment_wrong: 'The key for this item is not the one its sender used. It was refused.',
  box_broken: 'This item was changed after it was locked. It was refused.',
  wrap_broken: 'The key for this item was changed or is for somebody else. It was refused.',
  signature_wrong: 'This item was not signed by the person it names. It was refused.',
  kind_mismatch: 'This item says it is something else than the server says. It was refused.',
  padding_wrong: 'This item carries bytes it should not. It was refused.',
  size_wrong: 'This item has the wrong size. It was refused.',
  epoch_mismatch: 'The key for this item belongs to another conversation. It was refused.',
  epoch_link: 'The key for this item was made by somebody who could not read what came before. It was refused.',
  epoch_signer: 'The key for this item was made by somebody who may not make one. It was refused.',
  epoch_reader: 'The key for this item names a reader whom the school’s roster does not know. It was refused.',
  key_mismatch: 'This item names another pupil’s key than the report did. It was refused.',
  suite_unknown: 'This item was locked in a way this version does not know. Reload the console.',
  body_malformed: 'This item could not be read. It was refused.',
};

export function problemSentence(problem: Problem): string {
  return SENTENCES[problem] ?? `This item could not be opened (${problem}).`;
}

const DOUBTS: Readonly<Record<Doubt, string>> = {
  seen_wrong: 'Whoever wrote this had seen other messages than you were shown. Something may be missing or out of order.',
  root_differs: 'The pupil’s page was shown a different school key. Tell whoever runs Hark for you.',
};

export function doubtSentence(doubt: Doubt): string {
  return DOUBTS[doubt];
}
