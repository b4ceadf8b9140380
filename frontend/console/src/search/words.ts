/** How words are found whatever their case, accents and punctuation. */

const MARKS = /\p{M}+/gu;
const BETWEEN = /[^\p{L}\p{N}]+/u;

/** The words of a text, as they are compared. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase().split(BETWEEN).filter((word) => word !== '');
}

/** Words that say nothing of what two cases have in common. */
export const COMMON: ReadonlySet<string> = new Set((
  'about after again also always another anyone anything around because been before being came cant could didnt does doesnt doing done dont each even ever every '
  + 'everyone everything feel feeling feels felt from gets getting gave give goes going good gone have having help here hers him himself into isnt just keep keeps know '
  + 'knows last later like little look made make makes many maybe mean more most much must need never nobody nothing often only other over people please really right '
  + 'said same says school shall should since some somebody someone something sometimes still stop such sure take talk tell than thank thanks that thats their them then there '
  + 'these they theyre thing things think this those time times today told took very want wants wasnt week well went were what when where which while will with without '
  + 'wont work would write year years your youre pupil read case'
).split(' '));
