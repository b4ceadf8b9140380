/** The calls of mentoring by name. The `Http` passed in is in cookie mode, but for `mentorCards`, which anybody may ask. */
import type { Duty, NewItem } from './api.ts';
import type { Http } from './http.ts';
import type {
  Feeling, HeldMessage, MentorCards, MentorEvidence, MentoringDesk, MentoringRules, MentorProfile, MentorWaiting, NewDebrief,
  NewRotaChange, NewRotaSlot, Rota, RotaChange, RotaSlot, SignReview, Wall,
} from './mentoring_api.ts';

const part = encodeURIComponent;

export const mentoringRules = (http: Http): Promise<MentoringRules> => http.get('/api/mentoring/rules');
export const setMentoringRules = (http: Http, rules: MentoringRules): Promise<MentoringRules> => http.put('/api/mentoring/rules', rules);

export const rota = (http: Http, from: string): Promise<Rota> => http.get(`/api/rota?from=${part(from)}`);
export const addSlot = (http: Http, slot: NewRotaSlot): Promise<RotaSlot> => http.post('/api/rota/slots', slot);
export const changeSlot = (http: Http, id: string, slot: NewRotaSlot): Promise<RotaSlot> => http.put(`/api/rota/slots/${part(id)}`, slot);
export const removeSlot = (http: Http, id: string): Promise<void> => http.delete(`/api/rota/slots/${part(id)}`);
export const addChange = (http: Http, change: NewRotaChange): Promise<RotaChange> => http.post('/api/rota/changes', change);
export const removeChange = (http: Http, id: string): Promise<void> => http.delete(`/api/rota/changes/${part(id)}`);

/** A mentor says how they are when they come on duty. */
export const startDuty = (http: Http, feeling?: Feeling): Promise<Duty> =>
  http.post('/api/duty', feeling === undefined ? { state: 'on' } : { state: 'on', feeling });
export const endDuty = (http: Http): Promise<Duty> => http.post('/api/duty', { state: 'off' });
/** An adult on duty has talked with a mentor who asked for it. */
export const noteTalked = (http: Http, shift: string): Promise<void> => http.post(`/api/shifts/${part(shift)}/talked`);
/** An adult on duty sees where the mentor sits. */
export const noteRoom = (http: Http, shift: string): Promise<void> => http.post(`/api/shifts/${part(shift)}/room`);

export const mentorWaiting = (http: Http): Promise<MentorWaiting> => http.get('/api/waiting');
export const mentorCards = (http: Http, slug: string): Promise<MentorCards> => http.get(`/api/schools/${part(slug)}/mentors`);
export const mentorProfile = (http: Http, person: string): Promise<MentorProfile> => http.get(`/api/people/${part(person)}/mentor`);
export const setMentorProfile = (http: Http, person: string, profile: MentorProfile): Promise<MentorProfile> =>
  http.put(`/api/people/${part(person)}/mentor`, profile);
export const mentorEvidence = (http: Http, person: string): Promise<MentorEvidence> => http.get(`/api/people/${part(person)}/evidence`);

export const debrief = (http: Http, said: NewDebrief): Promise<void> => http.post('/api/debriefs', said);
export const debriefSeen = (http: Http, id: string): Promise<void> => http.post(`/api/debriefs/${part(id)}/seen`);
export const mentoringDesk = (http: Http): Promise<MentoringDesk> => http.get('/api/mentoring/desk');
export const signReview = (http: Http, conv: string, signed: SignReview): Promise<void> => http.post(`/api/reviews/${part(conv)}/sign`, signed);
export const noteReviewTalked = (http: Http, conv: string): Promise<void> => http.post(`/api/reviews/${part(conv)}/talked`, {});
export const noteSupervision = (http: Http, person: string, on: string): Promise<void> => http.post(`/api/people/${part(person)}/supervision`, { on });

export const wall = (http: Http): Promise<Wall> => http.get('/api/wall');

const held = (conv: string, rest = ''): string => `/api/chats/${part(conv)}/held${rest}`;
/** A mentor whose messages are held puts one before the adults. The same bytes again are the same message. */
export const holdMessage = (http: Http, conv: string, item: NewItem): Promise<void> => http.post(held(conv), item);
export const heldMessages = (http: Http, conv: string): Promise<{ items: HeldMessage[] }> => http.get(held(conv));
/** It is in the conversation from here on, as the mentor's own. `epoch_old`: the keys have changed, and the mentor seals it again. */
export const releaseMessage = (http: Http, conv: string, cmid: string): Promise<{ seq: number; dup: boolean }> =>
  http.post(held(conv, `/${part(cmid)}/release`));
export const returnMessage = (http: Http, conv: string, cmid: string): Promise<void> => http.post(held(conv, `/${part(cmid)}/return`));

