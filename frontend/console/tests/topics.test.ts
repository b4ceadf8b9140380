import { describe, expect, it } from 'vitest';

import { CATEGORIES, categoryOf, highest, moreUrgent, NO_CHOICES, TOPICS, topicWords } from '../src/case/topics.ts';
import { choicesOf, nextId, rowsOf } from '../src/school/topic_rows.ts';

describe('several worries at once', () => {
  it('are handled as the gravest of them in each way, in any order', () => {
    const both = ['STAFF', 'SUICIDE'].flatMap((code) => categoryOf(code) ?? []);
    expect(highest(both)).toEqual({ handler: 'head', urgency: 'red' });
    expect(highest([...both].reverse())).toEqual(highest(both));
    expect(highest([])).toEqual({ handler: 'mentor_ok', urgency: 'green' });
  });

  it('only ever raise the colour that a case has', () => {
    expect(moreUrgent('red', 'green')).toBe('red');
    expect(moreUrgent('green', 'amber')).toBe('amber');
    expect(moreUrgent('amber', 'a colour of tomorrow')).toBe('amber');
  });
});

describe('what pupils can pick', () => {
  it('is left as it came where nothing is said', () => {
    expect(choicesOf(rowsOf(TOPICS, NO_CHOICES), [], NO_CHOICES)).toEqual({ labels: {}, hidden: [], raised: {}, added: [] });
  });

  it('comes back from the form as it went in', () => {
    const own = {
      labels: { friends: 'Falling out' }, hidden: ['drugs', 'own_2'], raised: { feelings: { handler: null, urgency: 'red' as const } },
      added: [{ id: 'own_2', label: 'Buses', category: 'BULLY', like: 'bullying' }],
    };
    const added = own.added.map(({ id, label, category }) => ({ id, label, category, shown: false }));
    expect(choicesOf(rowsOf(TOPICS, own), added, own)).toEqual({ ...own, added: [{ id: 'own_2', label: 'Buses', category: 'BULLY' }] });
    expect(nextId(own.added)).toBe('own_3');
    expect([topicWords('friends', own), topicWords('own_2', own), topicWords('drugs', own), topicWords('boats', own)])
      .toEqual(['Falling out', 'Buses', 'Drugs, drink or vapes', 'boats']);
  });

  it('has a category for every code', () => {
    expect(TOPICS.flatMap(({ codes }) => codes).filter((code) => categoryOf(code) === undefined)).toEqual([]);
    expect(CATEGORIES.length).toBeGreaterThan(30);
  });
});
