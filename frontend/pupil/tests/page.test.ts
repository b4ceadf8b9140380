import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { chatCopy as copy } from '../src/chat_copy.ts';
import { fill } from '../src/copy.ts';
import { idleStage, isCovered } from '../src/idle.ts';
import { linesOf, news } from '../src/lines.ts';
import type { Chat } from '../src/late.ts';
import { makeQuiz } from '../src/quiz.ts';
import { when } from '../src/times.ts';

const MINUTE = 60_000;
const APP = new URL('../../../app/', import.meta.url);
type Item = Chat['items'][number];

const item = (seq: number, more: Partial<Item>): Item =>
  ({ seq, cmid: `c${seq}`, kind: '', type: 'msg', epoch: 1, sender: 'server', body: null, clear: null, problem: null, forked: false, ...more });
const said = (seq: number, from: string, text: string): Item => item(seq, {
  kind: 'msg', sender: from, body: { v: 1, kind: 'msg', from, at: '2026-11-24T09:00:00Z', seen: null, text },
});
const clear = (seq: number, type: string, body: Record<string, unknown>): Item => item(seq, { type, kind: type, clear: body });
const names: Chat['names'] = new Map([['person:r', { alias: 'Robin', mentor: true }]]);
const lines = (items: Item[], outgoing: Chat['outgoing'] = []) => linesOf({ items, outgoing, names });

describe('an untouched page', () => {
  it.each([[0, 'active'], [7.9, 'active'], [8, 'hide soon'], [9.9, 'hide soon'], [10, 'hidden'], [27.9, 'hidden'], [28, 'wipe soon'], [30, 'wiped']] as const)(
    'after %d minutes is: %s', (minutes, stage) => { expect(idleStage(minutes * MINUTE)).toBe(stage); });

  it('shows nothing from ten minutes on, and everything before', () => {
    expect(isCovered(idleStage(9.9 * MINUTE))).toBe(false);
    for (const minutes of [10, 20, 28, 29.9, 31]) expect(isCovered(idleStage(minutes * MINUTE))).toBe(true);
  });
});

describe('a time', () => {
  const now = new Date(2026, 10, 24, 9, 30);

  it('that nobody knows is not made up', () => { expect(when(null, now)).toBeNull(); });
  it.each([
    [new Date(2026, 10, 24, 15, 0), '3pm today'],
    [new Date(2026, 10, 24, 12, 5), '12:05pm today'],
    [new Date(2026, 10, 25, 0, 30), '12:30am tomorrow'],
    [new Date(2026, 10, 30, 8, 30), '8:30am on Monday'],
    [new Date(2027, 0, 4, 9, 0), '9am on Monday 4 January'],
  ])('is said as a pupil would: %s', (date, text) => { expect(when(date.toISOString(), now)).toBe(text); });
});

describe('the little test of the words', () => {
  const words = ['otter', 'lemon', 'train', 'cloud', 'drum', 'boot'];

  it('asks for a word by its number, among four of the pupil\'s own', () => {
    for (const random of [0, 0.3, 0.6, 0.99]) {
      const { number, answer, choices } = makeQuiz(words, () => random);
      expect(words[number - 1]).toBe(answer);
      expect(new Set(choices).size).toBe(4);
      expect(choices).toContain(answer);
      for (const choice of choices) expect(words).toContain(choice);
    }
  });
});

describe('the conversation', () => {
  it('does not show what is meant for a reader who joined later', () => {
    expect(lines([item(1, { kind: 'share', body: { v: 1, kind: 'share', from: 'pupil', at: '', seen: null, text: 'x', topics: [], pupil: { sign: '' } } })])).toEqual([]);
  });

  it('says so where a message did not open, and shows no part of it', () => {
    expect(lines([item(1, { sender: 'person:r', problem: 'signature_wrong' })])).toEqual([{ id: '1', kind: 'note', text: copy.chat.broken }]);
  });

  it('says that a message was read only after a person has shown it', () => {
    expect(lines([said(1, 'pupil', 'a')])).toMatchObject([{ sent: 'saved' }]);
    expect(lines([said(1, 'pupil', 'a'), clear(2, 'state', { state: 'waiting' })])).toMatchObject([{ sent: 'saved' }, {}]);
    expect(lines([said(1, 'pupil', 'a'), said(2, 'person:r', 'b')])).toMatchObject([{ sent: 'seen' }, { name: 'Robin', role: 'mentor' }]);
    expect(lines([said(1, 'pupil', 'a'), clear(2, 'status', { status: 'read' }), said(3, 'pupil', 'c')])).toMatchObject([{ sent: 'seen' }, {}, { sent: 'saved' }]);
  });

  it('says in words of its own each thing that the server may say was done', () => {
    const known = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'))
      .flatMap((name) => [...readFileSync(new URL(name, APP), 'utf8').matchAll(/say_status\([^)]*"(\w+)"\)/g)].map(([, status]) => status ?? ''));
    const done = [...new Set([...known, 'asked', 'told'])].sort();
    expect(done).toEqual(['asked', 'closed', 'named', 'raised', 'read', 'reopened', 'told']);
    const notes = done.map((status) => lines([clear(1, 'status', { status })]).map((line) => line.kind === 'note' && line.text));
    expect(new Set(notes.flat()).size).toBe(done.length);
  });

  it('says once and kindly that it is finished, and promises no look that nobody takes when it is open again', () => {
    const closing = [clear(1, 'state', { state: 'live' }), clear(2, 'status', { status: 'closed' }), clear(3, 'state', { state: 'closed' })];
    const again = [clear(4, 'status', { status: 'reopened' }), clear(5, 'state', { state: 'open' })];
    expect(lines([...closing, ...again]).map((line) => line.kind === 'note' && line.text)).toEqual([
      'We have finished this. You can still write if you need to.',
      'This is open again.',
    ]);
  });

  it('says who looks after it once the pastoral team has handed it up', () => {
    expect(lines([clear(1, 'status', { status: 'raised' })])).toMatchObject([{ text: copy.chat.statusRaised }]);
  });

  it('blames nobody when a mentor passes the chat on', () => {
    const left = clear(1, 'party', { who: 'mentor', alias: 'Robin', change: 'left', why: 'serious' });
    expect(lines([left])).toMatchObject([{ text: fill(copy.chat.passedMentor, { name: 'Robin' }) }]);
  });

  it('blames nobody when a mentor may not go on', () => {
    const left = clear(1, 'party', { who: 'mentor', alias: 'Robin', change: 'left', why: 'left' });
    expect(lines([left])).toMatchObject([{ text: fill(copy.chat.stoppedMentor, { name: 'Robin' }) }]);
  });

  it('does not say that a chat has finished where none was', () => {
    expect(lines([clear(1, 'state', { state: 'open' })])).toEqual([]);
    expect(lines([clear(1, 'state', { state: 'live' }), clear(2, 'state', { state: 'open' })])).toMatchObject([{ text: copy.chat.stateOpen }]);
  });

  it('is read out one line for each thing that came, and never the pupil\'s own words', () => {
    const before = lines([said(1, 'pupil', 'a')]);
    const after = lines([said(1, 'pupil', 'a'), said(2, 'person:r', 'Hello.'), said(3, 'pupil', 'mine')]);
    expect(news(before, after)).toEqual(['Robin: Hello.']);
  });

  it('says aloud what became of the pupil\'s own message', () => {
    const out = { id: 'o', text: 'x', cmid: 'c9', saved: false, refused: null };
    expect(news(lines([], [out]), lines([], [{ ...out, saved: true }]))).toEqual([copy.chat.saved]);
    expect(news(lines([], [out]), lines([], [{ ...out, refused: 'too_fast' }]))).toEqual([copy.chat.notSent]);
  });
});

describe('the copy', () => {
  const every = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : Object.values(value as Record<string, unknown>).flatMap(every);

  it('promises nothing that nobody can keep', () => {
    for (const text of every(copy)) expect(text).not.toMatch(/anonym|secret|confidential|victim|allegation|disclos|safeguarding|don.t worry|everything will be/i);
  });

  it('leaves a name that was not given in sight, so that it is found', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
  });
});
