import { expect, test } from 'vitest';

import { receivers } from '../src/case/receivers.ts';

const people = [
  { id: 'm1', alias: 'Robin', role: 'mentor', live: true },
  { id: 'm2', alias: 'Sam', role: 'mentor', live: false },
  { id: 'r1', alias: 'Miss Patel', role: 'responder', live: false },
  { id: 'd1', alias: 'Mr Osei', role: 'deputy', live: true },
] as const;
const head = { mentor: 'friends', safe: 'yes', holder: null } as const;

const free = (wanted: Parameters<typeof receivers>[1]): string[] =>
  receivers([...people], wanted).filter(({ why }) => why === null).map(({ alias }) => alias);

test('a case the pupil kept from mentors goes to no mentor', () => {
  expect(free({ ...head, mentor: null })).toEqual(['Miss Patel']);
});

test('a pupil who is not sure to be safe is never passed to a mentor', () => {
  expect(free({ ...head, safe: 'unsure' })).toEqual(['Miss Patel']);
});

test('only a mentor who is live can be chosen', () => {
  expect(free(head)).toEqual(['Robin', 'Miss Patel']);
});

test('whoever has it already cannot be given it again, and an adult of the group needs no giving', () => {
  expect(free({ ...head, holder: { id: 'r1', alias: 'Miss Patel', role: 'responder' } })).toEqual(['Robin']);
});
