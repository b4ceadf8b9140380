/** Reading a PDF back as somebody would who looks for what was taken out: its objects, decompressed, and the text of its glyphs. */
import { inflateSync } from 'node:zlib';

interface Part { readonly head: string; readonly data: Buffer | null }

/** Every object with its stream, decompressed. */
export function parts(file: Uint8Array): Map<string, Part> {
  const raw = Buffer.from(file).toString('latin1');
  const found = new Map<string, Part>();
  for (const { 1: number, 2: body } of raw.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/gu)) {
    const [head = '', ...rest] = (body ?? '').split('stream\n');
    const packed = rest.length === 0 ? null : Buffer.from(rest.join('stream\n').replace(/\nendstream$/u, ''), 'latin1');
    found.set(number ?? '', { head, data: packed === null || !head.includes('FlateDecode') ? packed : inflateSync(packed) });
  }
  return found;
}

/** Everything that is in the file as bytes, with every stream both as it is and decompressed. */
export function everything(file: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(file), ...[...parts(file).values()].map(({ head, data }) => Buffer.concat([Buffer.from(head, 'latin1'), data ?? Buffer.alloc(0)]))]);
}

/** The text that is drawn, in the order in which it is drawn, with no spaces: those are a matter of places. */
export function drawnText(file: Uint8Array): string {
  const objects = parts(file);
  const fonts = fontMaps(objects);
  return [...objects.values()].filter(({ data }) => data?.includes(' Tf') === true && data.includes('BT')).map(({ data }) => pageText(data?.toString('latin1') ?? '', fonts)).join('').replaceAll(/\s/gu, '');
}

type Map16 = ReadonlyMap<number, string>;

function fontMaps(objects: ReadonlyMap<string, Part>): Map<string, Map16> {
  const found = new Map<string, Map16>();
  for (const { head } of objects.values()) {
    for (const { 1: name, 2: reference } of head.matchAll(/\/(F\d+) (\d+) 0 R/gu)) {
      const unicode = /\/ToUnicode (\d+) 0 R/u.exec(objects.get(reference ?? '')?.head ?? '')?.[1];
      if (name !== undefined && unicode !== undefined) found.set(name, glyphMap(objects.get(unicode)?.data?.toString('latin1') ?? ''));
    }
  }
  return found;
}

function glyphMap(cmap: string): Map16 {
  const found = new Map<number, string>();
  for (const { 1: from, 2: list } of cmap.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/gu)) {
    [...(list ?? '').matchAll(/<([^>]*)>/gu)].forEach(({ 1: hex }, at) => found.set(Number.parseInt(from ?? '', 16) + at, utf16(hex ?? '')));
  }
  return found;
}

const utf16 = (hex: string): string => (hex.replaceAll(' ', '').match(/.{4}/gu) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');

function pageText(content: string, fonts: ReadonlyMap<string, Map16>): string {
  let font: Map16 = new Map();
  let text = '';
  for (const { 1: name, 2: shown } of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/gu)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    for (const { 1: hex } of (shown ?? '').matchAll(/<(\w+)>/gu)) {
      for (const glyph of hex?.match(/.{4}/gu) ?? []) text += font.get(Number.parseInt(glyph, 16)) ?? '\uFFFD';
    }
  }
  return text;
}

/** An attached file. */
export function attached(file: Uint8Array, name: string): string {
  const objects = parts(file);
  const spec = [...objects.values()].find(({ head }) => head.includes('/Filespec') && head.includes(`(${name})`));
  const reference = /\/EF <<\s*\/F (\d+) 0 R/u.exec(spec?.head ?? '')?.[1];
  return objects.get(reference ?? '')?.data?.toString('utf8') ?? '';
}
