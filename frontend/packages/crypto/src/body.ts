import { SealError } from './errors.ts';
import { Shape } from './shape.ts';

/** The last item of the stream that the sender had applied, or null. `hash` is that of `envelopeHash` or `clearHash`. */
export type Seen = { seq: number; hash: string } | null;

type Common = { v: 1; from: string; at: string; seen: Seen };

export const RELATIONS = ['same_pupil', 'same_place', 'same_person', 'duplicate', 'other'] as const;
type Relation = (typeof RELATIONS)[number];

type Fields = {
  report: {
    text: string;
    topics: string[];
    chat: 'adult' | 'mentor' | 'none';
    pupil: { kem: string; sign: string };
    roster: { number: number; root: string };
  };
  msg: { text: string };
  share: { text: string; topics: string[]; pupil: { sign: string } };
  feedback: { helped: 'yes' | 'a bit' | 'no' };
  last: { text: string };
  note: { text: string };
  handover: { text: string; to: string };
  decision: {
    decision: string;
    why: string;
    considered: string;
    child_told: 'yes' | 'no';
    child_told_note: string;
    second_view: string;
    review: string | null;
    /** What was decided about telling an outside body; `other` for a decision that is about something else, or older than this field. */
    choice: 'referred' | 'not_referred' | 'other';
    /** Who was asked to give a second view, by their id. */
    second: string | null;
    /** The decision that this one puts right, by its `cmid`. */
    corrects: string | null;
  };
  second: { decision: string; agrees: 'yes' | 'partly' | 'no'; text: string };
  check: { step: string; state: 'done' | 'not_needed' | 'open'; who: string; when: string; outcome: string };
  lists: { lists: string[] };
  duty: { duty: string; to: string; reference: string; when: string; spoke_to: string; late: string };
  identity: { how: 'told' | 'worked_out' | 'alert' | 'opened'; who: string; basis: string; why: string };
  category: { categories: string[]; text: string };
  snooze: { until: string; reason: string };
  /** `link` is the same in the files of both cases; `case` and `name` are the other one. */
  link: { link: string; case: string; name: string; relation: Relation; certainty: 'certain' | 'likely' | 'possible'; reason: string };
  unlink: { link: string; case: string; reason: string };
  outcome: { outcome: string; reason: string };
  reopen: { reason: string };
  coach: { text: string };
  ask: { text: string };
};

export type Kind = keyof Fields;

/** What a sealed item says, by kind: the table of docs/protocol.md, section 5. */
export type BodyOf<K extends Kind> = K extends Kind ? Common & { kind: K } & Fields[K] : never;
export type Body = BodyOf<Kind>;

/** Where each kind may stand, who may write it, and what it says. */
export type Rules<K extends Kind> = { [One in K]: Rule<One> };
type Rule<K extends Kind> = { stream: 'conv' | 'file' | 'side'; from: 'pupil' | 'staff' | 'anyone'; read: (body: Shape) => Fields[K] };

export const texts = <N extends string>(body: Shape, ...names: N[]) => Object.fromEntries(names.map((name) => [name, body.text(name)])) as Record<N, string>;
export const text = (body: Shape) => texts(body, 'text');
const key = (of: Shape, name: string, length: number) => (of.bytes(name, length), of.text(name));

export function message(body: Shape): Fields['msg'] {
  const length = Array.from(body.text('text')).length;
  return length >= 1 && length <= 4000 ? text(body) : body.refuse();
}

/** Those of a conversation, which is all that a pupil's page reads and writes. */
export const CONVERSATION: Rules<'report' | 'msg' | 'share' | 'feedback' | 'last'> = {
  report: {
    stream: 'conv',
    from: 'pupil',
    read: (body) => {
      const [pupil, roster] = [body.shape('pupil'), body.shape('roster')];
      return {
        ...text(body),
        topics: body.texts('topics'),
        chat: body.one('chat', ['adult', 'mentor', 'none']),
        pupil: { kem: key(pupil, 'kem', 1216), sign: key(pupil, 'sign', 32) },
        roster: { number: roster.integer('number', 1), root: key(roster, 'root', 32) },
      };
    },
  },
  msg: { stream: 'conv', from: 'anyone', read: message },
  share: {
    stream: 'conv',
    from: 'anyone',
    read: (body) => ({ ...text(body), topics: body.texts('topics'), pupil: { sign: key(body.shape('pupil'), 'sign', 32) } }),
  },
  feedback: { stream: 'conv', from: 'pupil', read: (body) => ({ helped: body.one('helped', ['yes', 'a bit', 'no']) }) },
  last: { stream: 'conv', from: 'staff', read: text },
};

function readSeen(body: Shape): Seen {
  if (body.isNull('seen')) return null;
  const seen = body.shape('seen');
  return { seq: seen.integer('seq', 1), hash: key(seen, 'hash', 32) };
}

/** Reads the bytes of a body that stands in a stream. */
export type Parse = (bytes: Uint8Array, stream: string) => Body;

/**
 * A reader of the kinds in `rules`: it checks a body field by field (`body_malformed`), and that it is in a stream and from a sender
 * that its kind allows (`kind_mismatch`).
 */
export function parser<K extends Kind>(rules: Rules<K>): Parse {
  const kinds = Object.keys(rules) as K[];
  return (bytes, stream) => {
    const shape = Shape.of(bytes, 'body_malformed');
    const common = { v: shape.version1(), from: shape.party('from'), at: shape.time('at'), seen: readSeen(shape) };
    const kind = shape.one('kind', kinds);
    const rule = rules[kind];
    const sender = common.from === 'pupil' ? 'pupil' : 'staff';
    if (!stream.startsWith(`${rule.stream}:`) || (rule.from !== 'anyone' && rule.from !== sender)) throw new SealError('kind_mismatch');
    // The table ties each kind to its fields; TypeScript cannot follow that through a look-up by a union.
    return { ...common, kind, ...rule.read(shape) } as unknown as Body;
  };
}

export const parseConversation = parser(CONVERSATION);
