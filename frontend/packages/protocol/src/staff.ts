/** The calls of section 6.3 by name: what the console may ask. The `Http` passed in is in cookie mode. */
import type {
  Audit, AuditChanges, CaseFile, CaseHead, Cases, CaseViews, Duty, Epoch, Give, Group, GroupPeople, HelpRoute, Items, Me, NewItem, OpenCase, Sealed,
  SignIn, SignInStart, StaffRoster, Urgency, Vault, View,
} from './api.ts';
import type { Http } from './http.ts';

const part = encodeURIComponent;

function query(fields: Record<string, string | number | undefined>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `?${given.map(([name, value]) => `${name}=${part(String(value))}`).join('&')}`;
}

export const startSignIn = (http: Http, email: string): Promise<SignInStart> => http.post('/api/session/start', { email });
export const signIn = (http: Http, proof: SignIn): Promise<Me> => http.post('/api/session', proof);
export const me = (http: Http): Promise<Me> => http.get('/api/session');
export const signOut = (http: Http): Promise<void> => http.delete('/api/session');
export const vault = (http: Http): Promise<Vault> => http.get('/api/vault');
export const vaultUnlocked = (http: Http): Promise<void> => http.post('/api/vault/unlocked');
export const roster = (http: Http): Promise<StaffRoster> => http.get('/api/roster');

export const cases = (http: Http, view: View, cursor?: string): Promise<Cases> => http.get(`/api/cases${query({ view, cursor })}`);

const ofCase = (id: string, verb = ''): string => `/api/cases/${part(id)}${verb}`;
export const caseHead = (http: Http, id: string): Promise<CaseHead> => http.get(ofCase(id));
export const openCase = (http: Http, id: string): Promise<OpenCase> => http.post(ofCase(id, '/open'));
export const take = (http: Http, id: string, v: number): Promise<CaseHead> => http.post(ofCase(id, '/take'), { v });
export const release = (http: Http, id: string, v: number): Promise<CaseHead> => http.post(ofCase(id, '/release'), { v });
/** To the safeguarding team alone: from the pastoral team's cases only, and never back. */
export const escalate = (http: Http, id: string, v: number): Promise<void> => http.post(ofCase(id, '/escalate'), { v });
export const setUrgency = (http: Http, id: string, urgency: Urgency, v: number): Promise<CaseHead> =>
  http.post(ofCase(id, '/urgency'), { urgency, v });
export const setFollowUp = (http: Http, id: string, when: string | null, v: number): Promise<CaseHead> =>
  http.post(ofCase(id, '/follow-up'), { at: when, v });
/** What it is about, sealed; by it a case only becomes more urgent. */
export const categorise = (http: Http, id: string, body: { item: Sealed; urgency: Urgency; v: number }): Promise<CaseHead> =>
  http.post(ofCase(id, '/category'), body);
export const snooze = (http: Http, id: string, body: { item: Sealed; until: string; v: number }): Promise<CaseHead> =>
  http.post(ofCase(id, '/snooze'), body);
export const wake = (http: Http, id: string, v: number): Promise<CaseHead> => http.post(ofCase(id, '/wake'), { v });
/** A case with its words, to be searched: it is on the record, and nothing is owed less because of it. */
export const searchCase = (http: Http, id: string): Promise<OpenCase> => http.post(ofCase(id, '/search'));
export const give = (http: Http, id: string, body: Give): Promise<CaseHead> => http.post(ofCase(id, '/give'), body);
export const close = (http: Http, id: string, body: { outcome: Sealed; last: Sealed; v: number }): Promise<CaseHead> =>
  http.post(ofCase(id, '/close'), body);
export const reopen = (http: Http, id: string, body: { reason: Sealed; v: number }): Promise<CaseHead> =>
  http.post(ofCase(id, '/reopen'), body);
export const told = (http: Http, id: string, status: 'asked' | 'told'): Promise<CaseHead> => http.post(ofCase(id, '/told'), { status });
export const usedHelpRoute = (http: Http, id: string, route: string): Promise<void> =>
  http.post(ofCase(id, '/help'), { route });
/** Every step of a case that its log holds, each with its path to a signed checkpoint. It goes on as it came. */
/** One entry of a case's record as the text of a C2SP `tlog-proof`. */
export const entryProof = (http: Http, id: string, log: string, index: number): Promise<string> =>
  http.get(ofCase(id, `/proof/${encodeURIComponent(log)}/${index}`));
export const caseProof = (http: Http, id: string): Promise<unknown> => http.get(ofCase(id, '/proof'));
/** A referral pack was made here: said before it is saved. */
export const packMade = (http: Http, id: string, made: { sha256: string; to: string; redactions: number }): Promise<void> =>
  http.post(ofCase(id, '/pack'), made);
export const exportCase = (http: Http, id: string): Promise<CaseFile> => http.get(ofCase(id, '/export'));

const ofStream = (stream: string, what: string): string => `/api/streams/${part(stream)}/${what}`;
export const streamItems = (http: Http, stream: string, where: { after?: number; before?: number }): Promise<Items> =>
  http.get(ofStream(stream, 'items') + query(where));
export const sendStreamItem = (http: Http, stream: string, item: NewItem): Promise<{ seq: number; dup: boolean }> =>
  http.post(ofStream(stream, 'items'), item);
export const streamEpochs = (http: Http, stream: string): Promise<{ epochs: Epoch[] }> => http.get(ofStream(stream, 'epochs'));
export const startStreamEpoch = (http: Http, stream: string, epoch: Epoch): Promise<{ seq: number }> =>
  http.post(ofStream(stream, 'epochs'), epoch);

export const duty = (http: Http): Promise<Duty> => http.get('/api/duty');
export const helpRoutes = (http: Http): Promise<{ routes: HelpRoute[] }> => http.get('/api/help-routes');
export const audit = (
  http: Http,
  filter: { person?: string; case?: string; action?: string; since?: string; until?: string; cursor?: string; whole?: 'true' },
): Promise<Audit> => http.get(`/api/audit${query(filter)}`);
/** The caller's logs as a file for somebody outside: `hark_verify.py` checks it. */
export const exportLogs = (http: Http): Promise<unknown> => http.get('/api/audit/export');
export const auditChanges = (http: Http): Promise<AuditChanges> => http.get('/api/audit/changes');
export const caseViews = (http: Http, id: string): Promise<CaseViews> => http.get(ofCase(id, '/views'));
export const groupPeople = (http: Http, name: Group): Promise<GroupPeople> => http.get(`/api/groups/${part(name)}/people`);
