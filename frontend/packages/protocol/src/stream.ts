/**
 * The reducer of rt.v1: what one stream's reader does with each thing it hears. Pure: a state in, a state out.
 *
 * It applies `last + 1`, drops what is `<= last` and asks for what a jump left out, so that each item is shown exactly once
 * and in order, whatever the line did in between (docs/protocol.md section 7).
 */
import type { Item } from './api.ts';

export interface StreamState {
  /** The stream's generation; null until the server has said it. */
  generation: number | null;
  /** The last item applied. */
  last: number;
  /** The highest number known to exist. */
  head: number;
  /** Items after `last` have been asked for and have not come. */
  asked: boolean;
}

export interface Step {
  state: StreamState;
  /** To be shown now, in order. */
  apply: Item[];
  /** Ask the server for what comes after this number; null when there is no need. */
  fetchAfter: number | null;
  /** The numbers started again: forget what was shown of this stream before showing anything else. */
  reset: boolean;
}

/** A reader who has seen everything up to `seq`. */
export const following = (seq: number): StreamState => ({ generation: null, last: seq, head: seq, asked: false });

export const behind = (state: StreamState): boolean => state.last < state.head;

/** The line was cut: whatever was asked for will not come. */
export const cut = (state: StreamState): StreamState => ({ ...state, asked: false });

/** `welcome` names the stream. A reader who sent its cursor is brought up to date unasked; any other has to ask. */
export function welcomed(state: StreamState, at: { epoch: number; seq: number }, resumed: boolean): Step {
  if (isOther(state, at.epoch)) return restart(at);
  const next = { ...state, generation: at.epoch, head: Math.max(state.head, at.seq) };
  if (!behind(next)) return step(next);
  return resumed ? step({ ...next, asked: true }) : ask(next);
}

/** `reset`: the server cannot prove the cursor complete, so reading starts again from the first item. */
export const restart = (at: { epoch: number; seq: number }): Step => {
  const state = { generation: at.epoch, last: 0, head: at.seq, asked: false };
  return { ...(behind(state) ? ask(state) : step(state)), reset: true };
};

/** `ev`: live and catch-up alike. */
export function heard(state: StreamState, ev: { epoch: number; to: number; items: readonly Item[]; more: boolean }): Step {
  if (isOther(state, ev.epoch)) return restart({ epoch: ev.epoch, seq: ev.to });
  const apply: Item[] = [];
  let last = state.last;
  for (const item of [...ev.items].sort((a, b) => a.seq - b.seq)) {
    if (item.seq !== last + 1) continue;
    apply.push(item);
    last = item.seq;
  }
  const head = Math.max(state.head, ev.more ? ev.to + 1 : ev.to);
  // News of an item not known of before is worth asking again: what was asked may have been answered with nothing, unheard.
  const asked = state.asked && apply.length === 0 && head === state.head;
  const next = { generation: ev.epoch, last, head, asked };
  return behind(next) && !next.asked ? { ...ask(next), apply } : { ...step(next), apply };
}

/** Ask for everything after what was applied, whether or not more is known to exist. */
export const ask = (state: StreamState): Step => ({ ...step({ ...state, asked: true }), fetchAfter: state.last });

const isOther = (state: StreamState, generation: number): boolean =>
  state.generation !== null && state.generation !== generation;

const step = (state: StreamState): Step => ({ state, apply: [], fetchAfter: null, reset: false });
