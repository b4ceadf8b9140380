import type { OpenedItem } from '@hark/vault/staff_case';

/** What the pupil said last, or the report if they have said nothing since. */
export function latestFromPupil(items: readonly OpenedItem[]): string {
  const said = items.filter(({ body }) => body !== null && (body.kind === 'msg' ? body.from === 'pupil' : body.kind === 'share'));
  const body = said.at(-1)?.body;
  return body !== null && body !== undefined && 'text' in body ? body.text : '';
}
