/**
 * Boundary prompts for peer mentors. They run on this device over words a person can already see, they never block, and
 * nothing about them is sent: a prompt is a hand on the shoulder, not a judgement.
 */

export type Prompt = 'contact' | 'promise' | 'identity' | 'medical' | 'serious';

const OUTGOING: readonly (readonly [Prompt, RegExp])[] = [
  ['contact', /\b0\d(?:[\s-]?\d){8,9}\b|\+44|[\w.+-]+@[\w-]+\.\w+|(?:^|\s)@\w{3,}|\b(?:snap|insta|instagram|tiktok|discord|whatsapp|my number)\b/i],
  ['promise', /\bpromise\b|\b(?:keep|stays?|our|a) (?:it )?(?:a )?secret\b|\b(?:won['’]?t|not going to|never) tell\b/i],
  ['identity', /\bwho are you\b|\bwhat['’]?s your name\b|\bwhich (?:class|form|year) are you\b|\bwhere do you live\b/i],
  ['medical', /\b(?:paracetamol|ibuprofen|antidepressants?|tablets?|pills?|dose|diagnos\w*)\b/i],
];

const SERIOUS =
  /\b(?:kill (?:my|him|her|them)?sel(?:f|ves)|suicid\w*|want to die|end (?:it all|my life)|what['’]?s the point|don['’]?t want to be here|self[ -]?harm\w*|cut(?:ting)? my(?:self)?|overdose|nudes?|naked|touch(?:ed|es|ing) me|hit(?:s|ting)? me|hurt(?:s|ing)? me|rape\w*|weapon|knife|run(?:ning)? away)\b/i;

/** Which prompt a mentor's own draft deserves, or null. */
export function promptForDraft(text: string): Prompt | null {
  return OUTGOING.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** Whether a pupil's words deserve “that could be serious”. Tuned to notice too much rather than too little. */
export function promptForPupil(text: string): Prompt | null {
  return SERIOUS.test(text) ? 'serious' : null;
}

export const PROMPT_WORDS: Readonly<Record<Prompt, string>> = {
  contact: 'That looks like a way to get in touch. Do not give yours, and do not ask for theirs.',
  promise: 'Do not promise to keep secrets. You can say: “If you might get hurt, I have to tell an adult.”',
  identity: 'Do not ask who they are. They can stay unnamed and still get help.',
  medical: 'Do not give advice about medicine. You can ask an adult to help.',
  serious: 'That could be serious. You do not have to carry it. Pass it to an adult?',
};

/** Reply starters, grouped by the moment of a chat. They go into the box to be changed; they are never sent by themselves. */
export const STARTERS: readonly { readonly moment: string; readonly lines: readonly string[] }[] = [
  { moment: 'Opening', lines: ['Hi. I’m here to listen. Take your time.', 'Thank you for telling me. What would you like to talk about?'] },
  { moment: 'Listening', lines: ['Do you want to say more about that?', 'That sounds hard. How long has it been like this?', 'What would help most right now?'] },
  { moment: 'Being honest', lines: ['An adult can see this chat too. If you might get hurt, I have to tell them.'] },
  { moment: 'Closing', lines: ['Is there an adult at school you would feel OK to talk to?', 'You can come back with your return words any time.'] },
];

export const BOUNDARIES: readonly string[] = [
  'Do not promise to keep secrets.',
  'Do not ask who they are.',
  'Do not give them your name or number.',
  'You do not have to fix it.',
];

/** What the pupil chose as the topic family: the only thing a mentor sees before claiming. */
const FAMILIES: Readonly<Record<string, string>> = {
  friends: 'Friends',
  school: 'School work',
  settling: 'Settling in',
  online: 'Online',
  feelings: 'Feelings',
};

export function family(code: string): string {
  return FAMILIES[code] ?? code;
}

/** Why the mentor gate is shut, one sentence each. */
const GATE: Readonly<Record<string, string>> = {
  off_duty: 'You are not on duty.',
  no_adult: 'No trained adult is on duty and live.',
  closed_hours: 'It is outside the school’s hours.',
  chat_open: 'You already have a chat.',
};

export function gateReason(code: string): string {
  return GATE[code] ?? code;
}
