/** The typefaces of a referral pack, and which characters each can draw. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const fontkit = require('fontkit') as { create(file: Buffer): { readonly characterSet: readonly number[] } };

/** By script. The Arabic one is a Naskh, on whose marks the shaper of the PDF library does not fail. */
const NOTO: Readonly<Record<string, string>> = {
  arabic: 'naskh-arabic', hebrew: 'sans-hebrew', bengali: 'sans-bengali', devanagari: 'sans-devanagari', gurmukhi: 'sans-gurmukhi', gujarati: 'sans-gujarati', tamil: 'sans-tamil',
};
/** Marks that draw nothing and turn what is around them: a pack writes them out, so that no text is turned unseen. */
const TURNING = [[0x61c, 0x61c], [0x200e, 0x200f], [0x202a, 0x202e], [0x2066, 0x2069]] as const;

export function fontFile(name: string): Buffer {
  const noto = NOTO[name];
  if (noto === undefined) return readFileSync(join(dirname(require.resolve('pdfmake/package.json')), 'fonts/Roboto/Roboto-Regular.ttf'));
  return readFileSync(require.resolve(`@fontsource/noto-${noto}/files/noto-${noto}-${name}-400-normal.woff`));
}

/** What `coverage.json` says: the first typeface that has a character draws it. */
export const coverage = (): Record<string, string> =>
  Object.fromEntries(['Roboto', ...Object.keys(NOTO)].map((name) => [name, ranges(fontkit.create(fontFile(name)).characterSet)]));

function ranges(codes: readonly number[]): string {
  const found: [number, number][] = [];
  for (const code of codes) {
    if (code < 0x20 || code > 0xfffd || TURNING.some(([from, to]) => code >= from && code <= to)) continue;
    const last = found.at(-1);
    if (last !== undefined && code === last[1] + 1) last[1] = code;
    else found.push([code, code]);
  }
  return found.map(([from, to]) => (from === to ? from.toString(16) : `${from.toString(16)}-${to.toString(16)}`)).join(' ');
}
