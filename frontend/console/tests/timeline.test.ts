import type { OpenedItem } from '@hark/vault/staff_case';
import { describe, expect, test } from 'vitest';

import { namesOf } from '../src/case/names.ts';
import { isIn } from '../src/case/presence.ts';
import { inTab, spoken, timeline } from '../src/case/timeline.ts';

const ME = 'person:p1';
const nameOf = (sender: string): string => (sender === 'pupil' ? 'Pupil' : sender === ME ? 'Ms Khan' : 'Robin');

let count = 0;
function item(fields: Partial<OpenedItem>): OpenedItem {
  count += 1;
  return {
    stream: 'conv:c', seq: count, cmid: String(count), at: '2026-11-24T09:00:00Z', kind: 'msg', sender: 'pupil',
    body: null, clear: null, problem: null, doubts: [], ...fields,
  };
}
const body = (fields: object): OpenedItem['body'] => ({ v: 1, from: 'pupil', at: '', seen: null, ...fields }) as unknown as OpenedItem['body'];
const report = (): OpenedItem => item({ kind: 'report', body: body({ kind: 'report', text: 'help', topics: ['bullying'] }) });
const share = (): OpenedItem => item({ kind: 'share', body: body({ kind: 'share', text: 'help', topics: ['bullying'] }) });

const headings = (items: OpenedItem[]): string[] => timeline(items, nameOf, ME).map(({ heading }) => heading);

describe('the story of a case', () => {
  test('says why an item cannot be shown, where it would have stood', () => {
    expect(headings([report(), item({ problem: 'key_missing' })])).toEqual(['Report', expect.stringContaining('does not hold the key')]);
  });

  test('keeps the order of a stream even if the server’s clock went back', () => {
    const first = item({ body: body({ kind: 'msg', text: 'one' }), at: '2026-11-24T09:00:05Z' });
    const second = item({ body: body({ kind: 'msg', text: 'two' }), at: '2026-11-24T09:00:01Z' });
    expect(timeline([second, first], nameOf, ME).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test('puts a note of the file between the messages of the conversation by its time', () => {
    const before = item({ body: body({ kind: 'msg', text: 'before' }), at: '2026-11-24T09:00:00Z' });
    const after = item({ body: body({ kind: 'msg', text: 'after' }), at: '2026-11-24T09:10:00Z' });
    const note = item({ stream: 'file:c', kind: 'note', sender: ME, body: body({ kind: 'note', from: ME, text: 'note' }), at: '2026-11-24T09:05:00Z' });
    expect(timeline([before, after, note], nameOf, ME).map(({ text }) => text)).toEqual(['before', 'note', 'after']);
  });

  test('shows a mentor what was shared, and spares whoever has the report the same words again', () => {
    expect(timeline([share()], nameOf, ME)[0]?.text).toBe('help');
    expect(timeline([report(), share()], nameOf, ME).map(({ text }) => text)).toEqual(['help', null]);
  });

  test('shows the reasons of a decision and leaves out what was left empty', () => {
    const decision = item({
      stream: 'file:c', kind: 'decision', sender: ME,
      body: body({ kind: 'decision', from: ME, decision: 'Call', why: 'harm', considered: 'wait', child_told: 'no', child_told_note: 'absent', second_view: '', review: null, choice: 'other', second: null, corrects: null }),
    });
    expect(timeline([decision], nameOf, ME)[0]?.parts).toEqual([['Why', 'harm'], ['Also considered', 'wait'], ['Child told first', 'no: absent']]);
  });

  test('tells an adult what is odd about an item that did open', () => {
    const odd = item({ body: body({ kind: 'msg', text: 'hi' }), doubts: ['seen_wrong'] });
    expect(timeline([odd], nameOf, ME)[0]?.doubts).toHaveLength(1);
  });

  test('says who came and went, and why', () => {
    const left = item({ kind: 'party', sender: 'server', clear: { who: 'mentor', alias: 'Robin', person: 'p2', change: 'left', why: 'know_them' } });
    expect(headings([left])).toEqual(['Robin (pupil mentor) left, because they may know each other']);
  });
});

test('a note is not among the messages, and a refused item is', () => {
  const note = item({ stream: 'file:c', kind: 'note', body: body({ kind: 'note', from: ME, text: 'n' }) });
  const entries = timeline([note, item({ problem: 'signature_wrong' })], nameOf, ME);
  expect(entries.filter((entry) => inTab(entry, 'chat')).map(({ tone }) => tone)).toEqual(['problem']);
});

test('nobody’s own words are read back to them', () => {
  const mine = item({ sender: ME, body: body({ kind: 'msg', from: ME, text: 'hello' }) });
  const theirs = item({ body: body({ kind: 'msg', text: 'hi' }) });
  expect(timeline([mine, theirs], nameOf, ME).map(spoken)).toEqual([null, 'Pupil: hi']);
});

test('somebody who joined twice and left once more is not in the chat', () => {
  const party = (change: string): OpenedItem => item({ kind: 'party', clear: { who: 'adult', person: 'p1', change } });
  expect(isIn([party('joined'), party('left'), party('joined')], 'p1')).toBe(true);
  expect(isIn([party('joined'), party('left')], 'p1')).toBe(false);
  expect(isIn([party('joined')], 'p2')).toBe(false);
});

test('a sender who is not in the roster is not given a name', () => {
  expect(namesOf(null)('person:gone')).toBe('Somebody who has left');
});

test('a chat that was stopped for a moment went on, and did not begin again', () => {
  const state = (seq: number, name: string): OpenedItem => item({ seq, cmid: `${seq}`, kind: 'state', clear: { state: name } });
  const told = timeline([state(1, 'live'), state(2, 'frozen'), state(3, 'live')], nameOf, ME).map(({ heading }) => heading);
  expect(told).toEqual(['The live chat began', 'An adult stopped the chat for a moment', 'The chat went on']);
});
