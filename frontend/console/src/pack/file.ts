/** A pack as a file, made on this device. */
import arabic from '@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-400-normal.woff?url';
import bengali from '@fontsource/noto-sans-bengali/files/noto-sans-bengali-bengali-400-normal.woff?url';
import devanagari from '@fontsource/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-400-normal.woff?url';
import gujarati from '@fontsource/noto-sans-gujarati/files/noto-sans-gujarati-gujarati-400-normal.woff?url';
import gurmukhi from '@fontsource/noto-sans-gurmukhi/files/noto-sans-gurmukhi-gurmukhi-400-normal.woff?url';
import hebrew from '@fontsource/noto-sans-hebrew/files/noto-sans-hebrew-hebrew-400-normal.woff?url';
import tamil from '@fontsource/noto-sans-tamil/files/noto-sans-tamil-tamil-400-normal.woff?url';

import { contentList, sha256, type Pack } from './content.ts';
import { packDocument } from './document.ts';
import { glyphs } from './glyphs.ts';
import { pages, type LoadFont } from './pages.ts';

const FONTS: Readonly<Record<string, string>> = { arabic, bengali, devanagari, gujarati, gurmukhi, hebrew, tamil };

export interface PackFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

export async function packFile(pack: Pack, load: LoadFont = fetched): Promise<PackFile> {
  const [words, { default: names }] = await Promise.all([contentList(pack), import('unicode-emoji-json/data-by-emoji.json')]);
  const bytes = await pages(packDocument(pack, words, glyphs(names)), load).catch(() =>
    // A shaper that fails on somebody's words must not keep a child's case from going out: they are spelt by number instead.
    pages(packDocument(pack, words, glyphs(names, true)), load));
  return { bytes, sha256: await sha256(bytes) };
}

async function fetched(name: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(FONTS[name] ?? '')).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
