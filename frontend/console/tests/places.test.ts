import { expect, test } from 'vitest';

import { doors, home, isHere, screenOf, sections } from '../src/shell/places.ts';

const ROLES = ['dsl', 'deputy', 'responder', 'mentor', 'head', 'chair', 'governor', 'administrator'] as const;
const words = (role: Parameters<typeof doors>[0]): string[] => doors(role).map((door) => door.words);

test('a mentor finds no list of cases and no audit', () => {
  expect(words('mentor')).toEqual(['My chat', 'Keys', 'My account']);
});

test('a responder finds only what is theirs', () => {
  expect(words('responder')).toEqual(['Inbox', 'Mentor chats', 'My cases', 'Mentoring', 'Help routes', 'Keys', 'My account']);
});

test('only those who answer for the school look at the audit', () => {
  expect(ROLES.filter((role) => words(role).includes('Audit'))).toEqual(['dsl', 'head', 'chair']);
});

test('whoever answers for people, or looks after who is here, finds them', () => {
  expect(ROLES.filter((role) => words(role).includes('People'))).toEqual(['dsl', 'deputy', 'head', 'chair', 'administrator']);
});

test('another person’s page, and the register of training, are screens of their own', () => {
  const screens = [{ at: 'people' }, { at: 'people', person: 'khan' }, { at: 'people', tab: 'training' }] as const;
  expect(new Set(screens.map(screenOf)).size).toBe(3);
});

test('everybody starts behind a door of their own', () => {
  for (const role of ROLES) {
    expect(doors(role).filter((door) => isHere(door, home(role)))).toHaveLength(1);
  }
});

test('what somebody comes for every day fits into one row of a small screen, and stands under no heading', () => {
  for (const role of ROLES) {
    const [daily, ...others] = sections(role);
    expect(daily.heading).toBeNull();
    expect(daily.doors.map((door) => door.words).join('').length).toBeLessThanOrEqual(28);
    expect(others.every(({ heading }) => heading !== null)).toBe(true);
  }
});

test('nobody finds the same door twice', () => {
  for (const role of ROLES) {
    expect(new Set(words(role)).size).toBe(words(role).length);
  }
});
