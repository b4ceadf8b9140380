/** A pack as pages: for somebody who has never heard of Hark, and who reads it in ten years. */
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces';

import { stands, type Pack, type PackEntry, type Passage, type Section } from './content.ts';
import { drawn, type Glyphs } from './glyphs.ts';
import { oneWay, paragraphs } from './lines.ts';

const TERMS: readonly (readonly [string, string])[] = [
  ['Hark', 'The service in which pupils of the school write to trained adults, and to trained older pupils, without giving a name.'],
  ['Designated safeguarding lead', 'The member of staff who answers for the protection of children at the school.'],
  ['Pupil mentor', 'An older pupil whom the school has trained to listen. Adults of the school watch over every chat and can read all of it. A mentor is called by a name that is not theirs.'],
  ['Entry', 'One thing that was said, written or done. Entries are numbered through the whole case; a number that is missing here was left out of this pack.'],
  ['removed', 'A black bar. Words were taken out by whoever made this pack. Every bar is equally wide. What was there is nowhere in this file.'],
  ['[emoji: name]', 'The child used a small picture. Its standard name stands here.'],
  ['[U+0041]', 'A character that this page cannot draw, by its number in the Unicode standard. The file words.json holds the character itself.'],
];

const ATTACHED = [
  'words.json holds the text of this pack once more, for machines, with a SHA-256 hash of each entry.',
  'proof.json shows that the record is whole: every step of this case that the school’s log holds, each with its path to a checkpoint that the log has signed. The log keeps times, acts and identifiers, never words. A program of one file, hark_verify.py, checks it without the school and without Hark.',
];

interface Sheet { readonly pack: Pack; readonly known: Glyphs }

/** `words` is the list that goes along. Nothing in a document is what was taken out. */
export function packDocument(pack: Pack, words: string, known: Glyphs): TDocumentDefinitions {
  const sheet: Sheet = { pack, known };
  const { written } = pack;
  return {
    version: '1.7',
    subset: 'PDF/A-3b',
    language: 'en-GB',
    displayTitle: true,
    // What a file manager shows says nothing of the child.
    info: { title: `Referral pack, ${pack.caseName}`, author: pack.school, creator: 'Hark', producer: 'Hark', creationDate: new Date(pack.made) },
    pageSize: 'A4',
    pageMargins: [56, 64, 56, 64],
    defaultStyle: { font: 'Roboto', fontSize: 10.5, lineHeight: 1.25 },
    files: {
      words: attachment('words.json', words, 'The text of this pack, with hashes'),
      proof: attachment('proof.json', pack.proof, 'The proof of the school’s log'),
    },
    header: { text: oneWay(drawn([`${pack.school}: ${pack.caseName}. Confidential: about a child.`], known), known), margin: [56, 28, 56, 0], fontSize: 9, color: '#444444' },
    footer: (page, pages) => ({
      text: oneWay(drawn([`${pack.caseName}. Made on ${longMoment(pack.made, pack.timeZone)}. Page ${page} of ${pages}.`], known), known),
      alignment: 'center', fontSize: 9, color: '#444444', margin: [56, 16, 56, 0],
    }),
    content: [
      ...cover(sheet),
      heading('Summary', true),
      ...field(sheet, 'facts', 'Facts: what is known, and how', written.facts),
      ...field(sheet, 'childSays', 'What the child says, in short', written.childSays),
      ...field(sheet, 'opinion', 'Opinion of whoever writes this', written.opinion),
      heading('What the child was told, and what the child wants'),
      ...field(sheet, 'told', 'What the child was told about this referral', written.told),
      ...field(sheet, 'wants', 'What the child wants to happen', written.wants),
      ...section(sheet, 'words', 'The child’s own words, exactly as written', 'No word of the child is in this pack.'),
      ...section(sheet, 'decisions', 'Decisions with their reasons, checks and duties', 'No decision is in this pack.'),
      ...section(sheet, 'story', 'What else was said and done, in order', 'Nothing else is in this pack.'),
      ...explained(sheet),
    ],
  };
}

function cover({ pack, known }: Sheet): Content[] {
  const rows: [string, string][] = [
    ['For', pack.recipient],
    ['From', pack.school],
    ['Case', `${pack.caseName}, received ${longMoment(pack.received, pack.timeZone)}`],
    ['Urgency', pack.urgency],
    ['Made by', said({ pack, known }, 'maker', pack.maker)],
    ['Made on', longMoment(pack.made, pack.timeZone)],
    ['Times', `All times are those of ${pack.timeZone.replaceAll('_', ' ')}; each says its offset from Greenwich.`],
    ['Entries', `${pack.entries.length} in this pack; ${pack.left} left out by whoever made it.`],
  ];
  return [
    { text: 'Referral pack', fontSize: 24, bold: true, margin: [0, 0, 0, 4] },
    { text: 'A record about the safety of a child, kept by the child’s school.', fontSize: 12, margin: [0, 0, 0, 12] },
    table(rows.map(([name, text]) => [name, paragraphs(name === 'Made by' ? text : drawn([text], known), known)])),
    heading('Why we may give you this'),
    ...paragraphs(said({ pack, known }, 'basis', pack.written.basis), known),
    { text: `Text from the list of ${longDay(pack.edition)}; whoever made this pack may have changed it.`, fontSize: 9, color: '#444444', margin: [0, 4, 0, 0] },
    { text: 'Keep this where only those who need it can read it. The child may not have been told of it: see what the child was told, before you contact anybody.', bold: true, margin: [0, 12, 0, 0] },
  ];
}

function section(sheet: Sheet, which: Section, title: string, none: string): Content[] {
  const entries = sheet.pack.entries.filter((entry) => entry.section === which);
  return [heading(title), ...(entries.length === 0 ? [{ text: none }] : entries.flatMap((entry) => entryContent(sheet, entry)))];
}

function entryContent(sheet: Sheet, { number, at, heading: title, passages }: PackEntry): Content[] {
  const { pack, known } = sheet;
  const head = drawn([`Entry ${number}. ${longMoment(at, pack.timeZone)}. `, ...stands(title, pack.redactions)], known);
  return [
    ...paragraphs(head, known).map((line) => ({ stack: [line], bold: true, margin: [0, 10, 0, 2] as [number, number, number, number], headlineLevel: 2 })),
    ...passages.flatMap((one) => passageContent(sheet, one)),
  ];
}

function passageContent({ pack, known }: Sheet, passage: Passage): Content[] {
  const label: Content[] = passage.label === null ? [] : [{ text: `${passage.label}:`, color: '#444444', margin: [0, 2, 0, 0] }];
  return [...label, ...paragraphs(drawn(stands(passage, pack.redactions), known), known)];
}

function field(sheet: Sheet, id: string, label: string, text: string): Content[] {
  const lines = text.trim() === '' ? [{ text: 'Nothing was written here.', color: '#444444' }] : paragraphs(said(sheet, id, text), sheet.known);
  return [{ text: label, bold: true, margin: [0, 8, 0, 2] }, ...lines];
}

const said = ({ pack, known }: Sheet, id: string, text: string): string => drawn(stands({ id, text }, pack.redactions), known);

function explained(sheet: Sheet): Content[] {
  const { pack, known } = sheet;
  return [
    heading('People in this record'),
    { text: 'As the school’s signed list of staff calls them.', margin: [0, 0, 0, 4] },
    table(pack.people.map(({ alias, title }, at) => [
      oneWay(said(sheet, `person/${at}`, alias), known), paragraphs(said(sheet, `title/${at}`, title), known),
    ])),
    heading('Words used in this pack'),
    table(TERMS.map(([term, words]) => [term, [{ text: words }]])),
    heading('Files inside this file'),
    { ul: ATTACHED },
  ];
}

const heading = (text: string, newPage = false): Content => ({
  text, fontSize: 15, bold: true, margin: [0, 18, 0, 6], headlineLevel: 1, outline: true, ...(newPage ? { pageBreak: 'before' as const } : {}),
});

function table(rows: readonly (readonly [Content, Content[]])[]): Content {
  if (rows.length === 0) return { text: 'Nobody.' };
  return { table: { widths: ['28%', '*'], body: rows.map(([name, lines]) => [{ text: name as string, bold: true }, { stack: lines }]) }, layout: 'lightHorizontalLines' };
}

/** Times that a stranger can place: no abbreviation, the year, and how far the clock was from Greenwich. */
export function longMoment(at: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone, timeZoneName: 'longOffset',
  });
  return format.format(new Date(at));
}

const longDay = (day: string): string => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));

function attachment(name: string, text: string, description: string): { src: string; name: string; description: string } {
  const bytes = new TextEncoder().encode(text);
  const src = `data:application/json;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
  return { src, name, description, ...{ type: 'application/json', relationship: 'Data' } };
}
