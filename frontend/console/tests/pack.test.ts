import { describe, expect, test, vi } from 'vitest';

import { packEntries, type Pack, type PackEntry } from '../src/pack/content.ts';
import { longMoment } from '../src/pack/document.ts';
import { packFile } from '../src/pack/file.ts';
import { drawn, glyphs } from '../src/pack/glyphs.ts';
import { paragraphs } from '../src/pack/lines.ts';
import { cutOut, occurrences, widen } from '../src/pack/redact.ts';
import { coverage, fontFile } from './fonts.ts';
import { attached, drawnText, everything } from './reading_pdf.ts';

// The first pack loads the library, which is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const load = (name: string): Promise<string> => Promise.resolve(fontFile(name).toString('base64'));

function entry(number: number, text: string, section: PackEntry['section'] = 'words'): PackEntry {
  const id = `entry-${number}`;
  return {
    id, number, section, at: '2026-11-24T08:30:00Z', names: false,
    heading: { id: `${id}/heading`, label: null, text: 'Report' }, passages: [{ id: `${id}/0`, label: null, text }],
  };
}

function pack(entries: readonly PackEntry[], change: Partial<Pack> = {}): Pack {
  return {
    school: 'Hillcrest', caseName: 'Case 0147', received: '2026-11-24T08:30:00Z', urgency: 'High', made: '2026-11-24T09:00:00Z', maker: 'Ms Khan', recipient: 'Police',
    edition: '2026-11-24', timeZone: 'Europe/London', people: [{ alias: 'Ms Khan', title: 'Designated safeguarding lead' }], entries, left: 0,
    written: { basis: 'Public task.', facts: 'Facts.', childSays: '', opinion: '', told: '', wants: '' }, redactions: { cuts: {}, terms: [] }, proof: '{"v":1}', ...change,
  };
}

const made = async (one: Pack): Promise<Uint8Array> => (await packFile(one, load)).bytes;
const close = (text: string): string => text.replaceAll(/\s/gu, '');

describe('what is taken out', () => {
  const secret = 'Zebulon';
  const text = `my friend ${secret} hit me. ZEBULON's brother saw it`;

  test('is nowhere in the file: not drawn, not attached, not in any stream', async () => {
    const file = await made(pack([entry(1, text)], { redactions: { cuts: {}, terms: [{ words: secret, inside: false }] }, maker: secret }));
    expect(drawnText(file).toLowerCase()).toContain('myfriendremovedhitme.removed');
    expect(drawnText(file).toLowerCase()).not.toContain('zebulon');
    expect(attached(file, 'words.json')).toContain('my friend [removed] hit me. [removed]\'s brother');
    for (const encoding of ['utf8', 'utf16le'] as const) expect(everything(file).toString(encoding).toLowerCase()).not.toContain('zebulon');
  });

  test('would be found by the same search if it stood there', async () => {
    const file = await made(pack([entry(1, text)]));
    expect(drawnText(file).toLowerCase()).toContain('zebulon');
    expect(everything(file).toString('utf8').toLowerCase()).toContain('zebulon');
  });

  test('leaves the same file behind, whatever its length was', async () => {
    const cut = async (words: string): Promise<Uint8Array> => made(pack([entry(1, `then ${words} came`)], {
      redactions: { cuts: { 'entry-1/0': [{ start: 5, end: 5 + words.length }] }, terms: [] },
    }));
    expect(Buffer.compare(await cut('Al'), await cut('Alexandra Featherstonehaugh of Basingstoke'))).toBe(0);
  });

  test('is whole words, and two that stand side by side are one', () => {
    expect(widen('tell Jonathan now', { start: 6, end: 8 })).toEqual({ start: 5, end: 13 });
    expect(cutOut('by Sam Jones today', [{ start: 3, end: 6 }, { start: 7, end: 12 }])).toEqual(['by ', null, ' today']);
  });

  test.each([
    ['Sam', 'SAM said the same to sam’s dad', false, 2],
    ['Sam', 'SAM said the same', true, 2],
    ['José', 'jose\u0301 and José'.normalize('NFC'), false, 2],
    ['a.b', 'a.b axb', false, 1],
    ['Mr  Jones', 'mr\nJones', false, 1],
    [' ', 'a b', false, 0],
  ])('%s in “%s” (inside words: %s)', (words, where, inside, count) => {
    expect(occurrences(where, { words, inside })).toHaveLength(count);
  });

  test('for any words at any place: what stays is drawn, what goes is not', async () => {
    const words = Array.from({ length: 60 }, (_, at) => `word${at}x`);
    for (let seed = 1; seed <= 3; seed += 1) {
      const gone = words.filter((_, at) => (at * 7 + seed) % (seed + 2) === 0);
      const file = await made(pack([entry(1, words.join(' '))], { redactions: { cuts: {}, terms: gone.map((one) => ({ words: one, inside: false })) } }));
      const seen = drawnText(file);
      expect(gone.filter((word) => seen.includes(word) || everything(file).includes(word))).toEqual([]);
      expect(words.filter((word) => !gone.includes(word) && !seen.includes(word))).toEqual([]);
    }
  });
});

describe('what stays', () => {
  test('a message as long as one can be is there to its last word', async () => {
    const long = Array.from({ length: 2600 }, (_, at) => `w${at}`).join(' ');
    const seen = drawnText(await made(pack([entry(1, `${long} theend`)])));
    expect(seen).toContain('w1300');
    expect(seen).toContain('theend');
    expect(seen).toMatch(/Page1of\d+/u);
  });

  test('an emoji has its name, and what no typeface has its number', async () => {
    const file = await made(pack([entry(1, 'help 😭 👋🏽 ❤️ 你好 \u202Ehidden')]));
    const seen = drawnText(file);
    for (const said of ['[emoji: loudly crying face]', '[emoji: waving hand, medium skin tone]', '[emoji: red heart]', '[U+4F60 U+597D]', '[U+202E]hidden']) {
      expect(seen).toContain(close(said));
    }
    expect(attached(file, 'words.json')).toContain('你好');
  });

  test('the document says its language and holds its typefaces, and its title names no child', async () => {
    const whole = everything(await made(pack([entry(1, 'hello')]))).toString('latin1');
    expect(whole).toContain('/Lang (en-GB)');
    expect(whole).toContain('/FontFile2');
    expect(whole).toContain('/AFRelationship /Data');
    expect(whole).not.toMatch(/\/BaseFont \/Helvetica/u);
  });

  test('the proof is attached to the byte', async () => {
    expect(attached(await made(pack([entry(1, 'hello')], { proof: '{"v":1,"log":"é"}' })), 'proof.json')).toBe('{"v":1,"log":"é"}');
  });

  test('a word on which a shaper fails is spelt by number and loses nothing', async () => {
    const failing = 'ஸ்ரீ ok';
    const broken = await packFile(pack([entry(1, failing)]), () => Promise.reject(new Error('no font')));
    expect(drawnText(broken.bytes)).toContain('U+0BB8');
    expect(attached(broken.bytes, 'words.json')).toContain(failing);
  });

  test('the list of what each typeface draws is that of the typefaces', async () => {
    // After a change of a typeface: npx vitest run console/tests/pack.test.ts -u
    await expect(`${JSON.stringify(coverage(), null, 1)}\n`).toMatchFileSnapshot('../src/pack/coverage.json');
  });

  test('a time says its year and how far the clock was from Greenwich', () => {
    expect(longMoment('2026-07-01T08:30:00Z', 'Europe/London')).toMatch(/^Wednesday,? 1 July 2026 at 09:30:00 GMT\+01:00$/u);
  });
});

describe('text that is read from right to left', () => {
  const known = glyphs({});
  const lines = (text: string): string[] => (paragraphs(text, known) as { text: { text: string }[] }[]).map(({ text: parts }) => parts.map((part) => part.text).join(''));

  test.each([
    ['שלום עולם', 'עולם שלום'],
    ['אני לא hello world בסדר', 'בסדר hello world לא אני'],
    ['אני (לא) 42 פעם', 'פעם 42 (לא) אני'],
    ['he said שלום עולם to me', 'he said עולם שלום to me'],
  ])('%s comes to the eye word by word', (text, seen) => {
    expect(lines(text)).toEqual([seen]);
  });

  test('is broken into lines of which the first is read first, and loses no word', () => {
    const words = Array.from({ length: 60 }, (_, at) => `שלום${'אבגדהוזחט'.charAt(at % 9)}`);
    const found = lines(words.join(' '));
    expect(found.length).toBeGreaterThan(1);
    expect(found.flatMap((line) => line.split(' ').reverse())).toEqual(words);
  });

  test('keeps a removal at its place', () => {
    expect(lines(drawn(['אני ', null, ' לא'], known))).toEqual(['לא \u00A0removed\u00A0 אני']);
  });
});

describe('what a case gives to a pack', () => {
  const about = (id: string, kind: string, tone: 'decision' | 'keys' | 'problem' | 'report' | 'step', text: string | null) => ({
    item: { stream: 'file:1', seq: 1, cmid: id, at: '2026-11-24T08:30:00Z', kind, sender: 'server', body: null, clear: null, problem: null, doubts: [] },
    entry: { id, at: '2026-11-24T08:30:00Z', tone, heading: 'Heading', text, parts: [['Why', 'Because.']] as const, topics: ['bullying'], doubts: [], own: false },
  });
  const told = [about('a', 'report', 'report', 'cafe\u0301'), about('b', 'epoch', 'keys', null), about('c', 'decision', 'decision', 'Refer'), about('d', 'identity', 'step', 'Ada Byron'), about('e', 'msg', 'problem', null)];
  const entries = packEntries(told.map(({ entry: one }) => one), told.map(({ item }) => item), (id) => `the topic ${id}`);

  test('no word about keys, and every other entry with a number of its own', () => {
    expect(entries.map(({ id, number, section }) => [id, number, section])).toEqual([['a', 1, 'words'], ['c', 2, 'decisions'], ['d', 3, 'decisions'], ['e', 4, 'story']]);
  });

  test('who the pupil is is marked, so that it stays out until somebody chooses it', () => {
    expect(entries.filter(({ names }) => names).map(({ id }) => id)).toEqual(['d']);
  });

  test('reasons and topics stand in words, and accents are one sign however they were typed', () => {
    expect(entries[0]?.passages.map(({ label, text }) => [label, text])).toEqual([['Topic the child chose', 'the topic bullying'], [null, 'café'], ['Why', 'Because.']]);
  });
});
