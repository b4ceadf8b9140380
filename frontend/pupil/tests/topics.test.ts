import { describe, expect, it } from 'vitest';
import type { PageTopics } from '@hark/protocol/api';

import { mentorFamily, routeOf, type Answers } from '../src/routing.ts';
import { offeredTopics, TOPICS } from '../src/topics.ts';

const own = (more: Partial<PageTopics>): PageTopics => ({ labels: {}, hidden: [], adults: [], added: [], ...more });
const picked = (more: Partial<PageTopics>, id: string): Answers =>
  ({ safe: 'yes', about: null, pastoral: ['friends'], topics: offeredTopics(own(more)).filter((one) => one.id === id) });

describe('topics as a school offers them', () => {
  it('are those of the file before the school is known, and where it has changed nothing', () => {
    expect(offeredTopics(undefined)).toEqual(TOPICS);
    expect(offeredTopics(own({}))).toEqual(TOPICS);
  });

  it('never lose a way in that a pupil must have, whatever the server says', () => {
    const all = TOPICS.map(({ id }) => id);
    const left = offeredTopics(own({ hidden: all })).map(({ id }) => id);
    expect(left).toEqual(expect.arrayContaining(['staff', 'nude', 'self_harm', 'hurt', 'else', 'unsure']));
    expect(left).not.toContain('drugs');
  });

  it('of the school’s own are left out where they are like nothing that this page knows', () => {
    expect(offeredTopics(own({ added: [{ id: 'own_1', label: 'Buses', like: 'boats' }] }))).toEqual(TOPICS);
  });

  it('of the school’s own go wherever what they are like goes', () => {
    const added = [{ id: 'own_1', label: 'A coach', like: 'staff' }, { id: 'own_2', label: 'Buses', like: 'bullying' }];
    expect(routeOf(picked({ added }, 'own_1'))).toBe('head');
    expect(mentorFamily(picked({ added }, 'own_2'))).toBeNull();
    expect(offeredTopics(own({ added })).map(({ id }) => id).slice(-4)).toEqual(['own_1', 'own_2', 'else', 'unsure']);
  });

  it('that only adults take here reach no mentor and no pastoral team', () => {
    expect(mentorFamily(picked({}, 'friends'))).toBe('friends');
    expect(mentorFamily(picked({ adults: ['friends'] }, 'friends'))).toBeNull();
    expect(routeOf(picked({ adults: ['friends'] }, 'friends'))).toBe('safeguarding');
  });

  it('are in the school’s words', () => {
    expect(offeredTopics(own({ labels: { friends: 'Falling out' } })).find(({ id }) => id === 'friends')?.label).toBe('Falling out');
  });
});
