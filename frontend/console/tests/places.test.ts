import { expect, test } from 'vitest';

import { doors, home, isHere, screenOf } from '../src/shell/places.ts';

const words = (role: Parameters<typeof doors>[0]): string[] => doors(role).map((door) => door.words);

test('a mentor finds no list of cases and no audit', () => {
  expect(words('mentor')).toEqual(['My chat', 'Keys', 'My account']);
});

test('a responder finds only what is theirs', () => {
  expect(words('responder')).toEqual(['Inbox', 'Mentor chats', 'My cases', 'Mentoring', 'Help routes', 'Keys', 'My account']);
});

test('only those who answer for the school look at the audit', () => {
  const roles = ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair', 'governor', 'administrator'] as const;
  expect(roles.filter((role) => words(role).includes('Audit'))).toEqual(['dsl', 'head', 'chair']);
});

test('whoever answers for people, or looks after who is here, finds them', () => {
  const roles = ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair', 'governor', 'administrator'] as const;
  expect(roles.filter((role) => words(role).includes('People'))).toEqual(['dsl', 'deputy', 'head', 'chair', 'administrator']);
});

test('another person’s page, and the register of training, are screens of their own', () => {
  const screens = [{ at: 'people' }, { at: 'people', person: 'khan' }, { at: 'people', tab: 'training' }] as const;
  expect(new Set(screens.map(screenOf)).size).toBe(3);
});

test('everybody starts behind a door of their own', () => {
  for (const role of ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair', 'governor', 'administrator'] as const) {
    expect(doors(role).filter((door) => isHere(door, home(role)))).toHaveLength(1);
  }
});
