/** A document as the bytes of a PDF. The library is loaded for this alone. */
import type { TDocumentDefinitions } from 'pdfmake/interfaces';

/** A typeface as base64, by the name that `coverage.json` gives it. */
export type LoadFont = (name: string) => Promise<string>;

export async function pages(document: TDocumentDefinitions, load: LoadFont): Promise<Uint8Array<ArrayBuffer>> {
  const [{ default: pdf }, { default: roboto }] = await Promise.all([import('pdfmake/build/pdfmake.min.js'), import('pdfmake/build/vfs_fonts.js')]);
  pdf.addVirtualFileSystem(roboto);
  for (const name of fontsIn(JSON.stringify(document.content))) {
    if (name === 'Roboto') continue;
    pdf.addVirtualFileSystem({ [name]: await load(name) });
    pdf.addFonts({ [name]: { normal: name, bold: name } });
  }
  return Uint8Array.from(await pdf.createPdf(document).getBuffer());
}

const fontsIn = (content: string): Set<string> => new Set(Array.from(content.matchAll(/"font":"(\w+)"/gu), ([, name]) => name ?? ''));
