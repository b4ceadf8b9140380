import type { GateCondition, PromptCategory, PromptList } from '@hark/protocol/mentoring_api';
import { fires, isRisk, NO_CHANGES, type Boundary, type Fired, type Lists } from '@hark/prompts/prompts';

/** A school's changes as its rules carry them, for the rules that run on this device. */
export function listsOf(prompts: Partial<Record<PromptCategory, PromptList>>): Lists {
  const lists = Object.entries(prompts);
  return {
    add: Object.fromEntries(lists.map(([category, { add }]) => [category, add])),
    off: lists.flatMap(([, { off }]) => off),
  };
}

const REMINDERS: Readonly<Record<Boundary, string>> = {
  contact: 'That looks like a way to get in touch. Do not give yours, and do not ask for theirs.',
  meeting: 'That looks like a plan to meet. Keep it to this chat.',
  secrecy: 'Do not promise to keep secrets. You can say: “If you might get hurt, I have to tell an adult.”',
  identity: 'Do not ask who they are. They can stay unnamed and still get help.',
  medical: 'Do not give advice about medicine. You can ask an adult to help.',
};

export const SERIOUS = 'That could be serious. You do not have to carry it. Pass it to an adult?';

/** What a writer is reminded of before sending, or null. It never stops them. */
export function reminderFor(draft: string, lists: Lists = NO_CHANGES): string | null {
  const [first] = fires(draft, 'mentor', lists);
  if (first === undefined) return null;
  return isRisk(first.category) ? SERIOUS : REMINDERS[first.category];
}

/** What a trained adult should look at in a pupil's words. */
export function worriesIn(text: string, lists: Lists = NO_CHANGES): Fired[] {
  return fires(text, 'pupil', lists).filter(({ category }) => isRisk(category));
}

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

/** One condition of the gate, as it stands when it holds and when it does not. */
const GATE: Readonly<Record<GateCondition['code'], readonly [string, string]>> = {
  on_duty: ['You are on duty.', 'You are not on duty.'],
  slot: ['It is your time on the rota.', 'It is not your time on the rota.'],
  hours: ['Mentors may chat at this hour.', 'It is outside the hours when mentors chat.'],
  term: ['It is a school day.', 'School is closed today.'],
  adult_live: ['A trained adult is on duty and live.', 'No trained adult is on duty and live.'],
  adult_free: ['An adult has room to watch one more chat.', 'The adults on duty are watching as many chats as they can.'],
  training: ['Your training is up to date.', 'Your training has run out. Ask the safeguarding lead.'],
  agreement: ['Your mentor agreement is up to date.', 'Your mentor agreement is missing or has run out. Ask the safeguarding lead.'],
  room: ['An adult has said that they can see where you sit.', 'An adult has to say that they can see where you sit. Put your hand up.'],
  feeling: ['You have said how you are.', 'You asked to talk first. An adult will come to you.'],
  no_debrief: ['You owe no debrief.', 'Say how your last chat was before you take another.'],
  week_minutes: ['You have time left this week.', 'You have given all your time for this week. Thank you.'],
  shift_chats: ['You may take another chat today.', 'You have had enough chats for one shift.'],
  rest: ['You are not having a rest.', 'You are having a rest from chats.'],
  no_chat: ['You have no other chat.', 'You already have a chat.'],
};

export function gateWords({ code, ok, detail }: GateCondition): string {
  // Whoever is not on duty has not been asked yet.
  if (code === 'feeling' && !ok && (detail?.['feeling'] ?? null) === null) return 'Say how you are today when you go on duty.';
  return GATE[code][ok ? 0 : 1];
}
