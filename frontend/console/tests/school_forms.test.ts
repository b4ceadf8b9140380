import { expect, test } from 'vitest';

import { formOf, timeText, weekOf } from '../src/school/hours.ts';
import { targetsOf } from '../src/school/targets.ts';
import { isEmpty, periodsProblem } from '../src/school/periods.ts';
import { PLATFORMS, pupilAddress, snippets } from '../src/setup/snippets.ts';
import { nextStep } from '../src/setup/steps.ts';

const SHUT = { opens: '', closes: '' };
const weekWith = (day: { opens: string; closes: string }): { opens: string; closes: string }[] => [day, SHUT, SHUT, SHUT, SHUT, SHUT, SHUT];

test('a day that opens and never closes is named', () => {
  expect(weekOf(weekWith({ opens: '08:30', closes: '' }))).toContain('Monday needs both times');
});

test('a day that closes before it opens is named', () => {
  expect(weekOf(weekWith({ opens: '16:00', closes: '08:30' }))).toContain('On Monday the closing time');
});

test('a week on which nobody ever reads is refused', () => {
  expect(weekOf(Array.from({ length: 7 }, () => SHUT))).toContain('at least one day');
});

test('a week says its minutes, and closed days are null', () => {
  expect(weekOf(weekWith({ opens: '08:30', closes: '16:00' }))).toEqual([[510, 960], null, null, null, null, null, null]);
});

test('a day that is open until midnight survives being shown in a form', () => {
  expect(weekOf(weekWith(formOf([0, 1440])))).toEqual([[0, 1440], null, null, null, null, null, null]);
  expect(timeText(510)).toBe('08:30');
});

test.each([
  [{ name: '', first: '2026-09-01', last: '2026-12-18' }, 'needs a name'],
  [{ name: 'Autumn', first: '2026-09-01', last: '' }, 'first and its last day'],
  [{ name: 'Autumn', first: '2026-12-18', last: '2026-09-01' }, 'ends before it begins'],
])('a run of days that says nothing sensible is named', (period, words) => {
  expect(periodsProblem([period], 'term')).toContain(words);
});

test('a row in which nothing was typed is no mistake', () => {
  expect(isEmpty({ name: ' ', first: '', last: '' })).toBe(true);
  expect(periodsProblem([{ name: 'Autumn', first: '2026-09-01', last: '2026-12-18' }], 'term')).toBeNull();
});

test('every platform that the schools use has steps of its own, and there is a script, a button, a link and a picture to paste', () => {
  expect(PLATFORMS.map(({ name }) => name)).toEqual(['Moodle', 'Canvas', 'Google Sites and Classroom', 'Teams and SharePoint', 'Any other page']);
  expect(PLATFORMS.filter(({ steps }) => steps.length === 0)).toEqual([]);
  const texts = snippets('https://hark.example', 'hillcrest').map(({ text }) => text).join('\n');
  for (const part of ['<script src="https://hark.example/button.js"', '<hark-button school="hillcrest"', '<a href="https://hark.example/s/hillcrest"', '<img ']) {
    expect(texts).toContain(part);
  }
});

test('no snippet says anything about who follows it, or lets the page it opens look back', () => {
  for (const { name, text } of snippets('https://hark.example', 'hillcrest')) {
    expect(text).not.toMatch(/\?|#/);
    if (text.includes('<a ')) expect(text, name).toContain('rel="noopener noreferrer" referrerpolicy="no-referrer"');
  }
  expect(pupilAddress('https://hark.example', 'hillcrest')).toBe('https://hark.example/s/hillcrest');
});

test('whoever comes back goes on with the first step that is not done', () => {
  const done = new Set(['school', 'hours', 'dsl']);
  expect(nextStep((step) => done.has(step))).toBe('ceremony');
  expect(nextStep(() => true)).toBe('golive');
});

test.each([
  ['', '900', '60', '450', '900', 'whole number'],
  ['61', '900', '60', '450', '900', '5 to 60'],
  ['15', '30', '60', '450', '900', 'looked at sooner'],
  ['15', '900', '500', '450', '900', 'answered sooner'],
  ['15', '900', '60', '450', '800', 'sooner than a look'],
])('targets of %s, %s, %s, %s and %s minutes are refused in a sentence', (...fields) => {
  expect(targetsOf(fields.slice(0, 5), 60)).toContain(fields[5]);
});

test('targets that fit together are taken', () => {
  expect(targetsOf(['15', '900', '60', '450', '900'], 60)).toEqual({ open_red: 15, open_green: 900, reply_red: 60, reply_amber: 450, reply_green: 900 });
});
