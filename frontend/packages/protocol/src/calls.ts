/** The calls of section 6.1 and 6.2 by name: what a pupil's page may ask. */
import type {
  Epoch, Items, Mailbox, MailboxAnswer, NewItem, NewReport, ReportAnswer, School, SealedNote, SignedRoster, Work,
} from './api.ts';
import type { Http } from './http.ts';

const at = (slug: string): string => `/api/schools/${encodeURIComponent(slug)}`;

export const school = (http: Http, slug: string): Promise<School> => http.get(at(slug));
export const schoolRoster = (http: Http, slug: string): Promise<SignedRoster> => http.get(`${at(slug)}/roster`);
/** Who the pupil says that they are, sealed for the group that has the case. */
export const giveName = (http: Http, group: string, note: SealedNote): Promise<void> => http.post('/api/mailbox/name', { group, note });
/** Which help routes a pupil may be shown today. */
export const helpShown = (http: Http, slug: string): Promise<{ shown: string[] }> => http.get(`${at(slug)}/help`);
export const work = (http: Http, slug: string): Promise<Work> => http.post(`${at(slug)}/work`);

/** Safe to call again with the same report: the server answers as the first time, with `dup`. */
export const sendReport = (http: Http, slug: string, report: NewReport): Promise<ReportAnswer> =>
  http.post(`${at(slug)}/reports`, report);

export const mailboxChallenge = (http: Http, slug: string): Promise<{ challenge: string }> =>
  http.post(`${at(slug)}/mailbox/challenge`);

export const openMailbox = (
  http: Http,
  slug: string,
  proof: { locator: string; challenge: string; sig: string },
): Promise<MailboxAnswer> => http.post(`${at(slug)}/mailbox/open`, proof);

export const mailbox = (http: Http): Promise<Mailbox> => http.get('/api/mailbox');
export const mailboxItems = (http: Http, after: number): Promise<Items> => http.get(`/api/mailbox/items?after=${after}`);
export const mailboxEpochs = (http: Http): Promise<{ epochs: Epoch[] }> => http.get('/api/mailbox/epochs');

export const sendItem = (http: Http, item: NewItem): Promise<{ seq: number; dup: boolean }> =>
  http.post('/api/mailbox/items', item);

export const startEpoch = (http: Http, epoch: Epoch): Promise<{ seq: number }> => http.post('/api/mailbox/epochs', epoch);
export const forgetWords = (http: Http): Promise<void> => http.post('/api/mailbox/forget');
export const endSession = (http: Http): Promise<void> => http.delete('/api/mailbox/session');
export const farewell = (http: Http): void => { http.farewell('/api/mailbox/session'); };

/** Both pupils and staff: one use, 30 seconds, for the first frame of rt.v1. */
export const ticket = (http: Http): Promise<{ ticket: string }> => http.post('/api/rt/ticket');
