/** What adults write into a file and aside, beside what stands in a conversation. Kept apart: a pupil's page carries none of it. */
import { CONVERSATION, message, parser, RELATIONS, text, texts, type Kind, type Rules } from './body.ts';
import type { Shape } from './shape.ts';

const idIfAny = (body: Shape, name: string) => (body.has(name) && !body.isNull(name) ? body.id(name) : null);

const linked = (body: Shape) => ({ link: body.id('link'), case: body.id('case'), ...texts(body, 'reason') });

const ADULTS: Rules<Exclude<Kind, keyof typeof CONVERSATION>> = {
  note: { stream: 'file', from: 'staff', read: text },
  handover: { stream: 'file', from: 'staff', read: (body) => texts(body, 'text', 'to') },
  decision: {
    stream: 'file',
    from: 'staff',
    read: (body) => ({
      ...texts(body, 'decision', 'why', 'considered', 'child_told_note', 'second_view'),
      child_told: body.one('child_told', ['yes', 'no']),
      review: body.isNull('review') ? null : body.date('review'),
      choice: body.has('choice') ? body.one('choice', ['referred', 'not_referred', 'other']) : 'other',
      second: idIfAny(body, 'second'),
      corrects: idIfAny(body, 'corrects'),
    }),
  },
  second: {
    stream: 'file',
    from: 'staff',
    read: (body) => ({ decision: body.id('decision'), agrees: body.one('agrees', ['yes', 'partly', 'no']), ...text(body) }),
  },
  check: {
    stream: 'file',
    from: 'staff',
    read: (body) => ({
      ...texts(body, 'step', 'who', 'outcome'), state: body.one('state', ['done', 'not_needed', 'open']), when: body.time('when'),
    }),
  },
  lists: { stream: 'file', from: 'staff', read: (body) => ({ lists: body.texts('lists') }) },
  duty: {
    stream: 'file',
    from: 'staff',
    read: (body) => ({
      ...texts(body, 'to', 'reference', 'spoke_to', 'late'), duty: body.id('duty'), when: body.time('when'),
    }),
  },
  identity: {
    stream: 'file',
    from: 'staff',
    read: (body) => ({
      ...texts(body, 'who', 'basis', 'why'), how: body.one('how', ['told', 'worked_out', 'alert', 'opened']),
    }),
  },
  category: { stream: 'file', from: 'staff', read: (body) => ({ categories: body.texts('categories'), ...text(body) }) },
  snooze: { stream: 'file', from: 'staff', read: (body) => ({ until: body.time('until'), ...texts(body, 'reason') }) },
  link: {
    stream: 'file',
    from: 'staff',
    read: (body) => ({
      ...linked(body), ...texts(body, 'name'), relation: body.one('relation', RELATIONS),
      certainty: body.one('certainty', ['certain', 'likely', 'possible']),
    }),
  },
  unlink: { stream: 'file', from: 'staff', read: linked },
  outcome: { stream: 'file', from: 'staff', read: (body) => texts(body, 'outcome', 'reason') },
  reopen: { stream: 'file', from: 'staff', read: (body) => texts(body, 'reason') },
  coach: { stream: 'side', from: 'staff', read: message },
  ask: { stream: 'side', from: 'staff', read: message },
};

/** Reads every kind: `body_malformed`, `kind_mismatch`. */
export const parseBody = parser<Kind>({ ...CONVERSATION, ...ADULTS });
