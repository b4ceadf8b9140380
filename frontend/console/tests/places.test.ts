import { expect, test } from 'vitest';

import { doors, home, isHere } from '../src/shell/places.ts';

const words = (role: Parameters<typeof doors>[0]): string[] => doors(role).map((door) => door.words);

test('a mentor finds no list of cases and no audit', () => {
  expect(words('mentor')).toEqual(['My chat', 'Keys', 'My account']);
});

test('a responder finds only what is theirs', () => {
  expect(words('responder')).toEqual(['Inbox', 'My cases', 'Help routes', 'Keys', 'My account']);
});

test('only those who answer for the school look at the audit', () => {
  const roles = ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair', 'governor', 'administrator'] as const;
  expect(roles.filter((role) => words(role).includes('Audit'))).toEqual(['dsl', 'head', 'chair']);
});

test('everybody starts behind a door of their own', () => {
  for (const role of ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair', 'governor', 'administrator'] as const) {
    expect(doors(role).filter((door) => isHere(door, home(role)))).toHaveLength(1);
  }
});
