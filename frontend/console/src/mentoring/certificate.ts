import type { MentorEvidence } from '@hark/protocol/mentoring_api';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces';

import { longDate } from '../times.ts';
import { hoursText } from './hours.ts';

/** What a mentor has given and learnt, as a page to keep. It counts hours and training, and no chats: there are no points for volume. */
export function certificate(evidence: MentorEvidence, school: string, made: string): TDocumentDefinitions {
  const { alias, hours, training, debriefs, supervision } = evidence;
  const minutes = hours.reduce((sum, term) => sum + term.minutes, 0);
  return {
    info: { title: `Peer mentoring: ${alias}`, author: school },
    pageSize: 'A4',
    pageMargins: [56, 72, 56, 72],
    content: [
      { text: school, fontSize: 14, color: '#444444' },
      { text: 'Certificate of peer mentoring', fontSize: 26, bold: true, margin: [0, 24, 0, 8] },
      { text: alias, fontSize: 22, margin: [0, 0, 0, 16] },
      { text: `has listened to other pupils as a trained mentor for ${hoursText(minutes)} on duty.`, fontSize: 13, margin: [0, 0, 0, 24] },
      ...part('Time on duty', hours.map(({ term, minutes: given, shifts }) => [term, `${hoursText(given)} in ${shifts === 1 ? '1 shift' : `${shifts} shifts`}`])),
      ...part('Training', training.map(({ module, on, assessor }) => [module, `${longDate(on)}, assessed by ${assessor}`])),
      ...part('Looking after oneself', [['Debriefs', String(debriefs)], ...supervision.map((on): [string, string] => ['Supervision', longDate(on)])]),
      { text: 'Signed: ______________________________', margin: [0, 48, 0, 0] },
    ],
    footer: (page, pages) => ({ text: `Made ${longDate(made)}. Page ${page} of ${pages}.`, alignment: 'center', fontSize: 9, color: '#444444' }),
    defaultStyle: { fontSize: 11, lineHeight: 1.25 },
  };
}

function part(heading: string, rows: readonly (readonly [string, string])[]): Content[] {
  if (rows.length === 0) return [];
  return [
    { text: heading, fontSize: 14, bold: true, margin: [0, 12, 0, 4] },
    { table: { widths: ['40%', '*'], body: rows.map(([name, said]) => [name, said]) }, layout: 'lightHorizontalLines' },
  ];
}

/** The certificate as a file. The library and its typeface are loaded for this alone. */
export async function certificateFile(evidence: MentorEvidence, school: string, made: string): Promise<Blob> {
  const [{ default: pdf }, { default: fonts }] = await Promise.all([import('pdfmake/build/pdfmake.min.js'), import('pdfmake/build/vfs_fonts.js')]);
  pdf.addVirtualFileSystem(fonts);
  return pdf.createPdf(certificate(evidence, school, made)).getBlob();
}
