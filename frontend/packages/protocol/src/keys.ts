/** The calls about rosters, group keys and recovery sheets by name. The `Http` passed in is in cookie mode. */
import type { Group } from './api.ts';
import type { Http } from './http.ts';
import type {
  ConversationsToMove, KeyTasks, Letter, MoreWraps, NewRecoverySet, NewRoster, ProposedGroupEpoch, RecoveryOpened, RecoverySet,
} from './keys_api.ts';

export const signRoster = (http: Http, roster: NewRoster): Promise<{ number: number }> => http.post('/api/roster', roster);
export const keyTasks = (http: Http): Promise<KeyTasks> => http.get('/api/keys/tasks');
export const giveWraps = (http: Http, wraps: MoreWraps): Promise<void> => http.post('/api/keys/wraps', wraps);
/** A member who holds no root makes their group's next key; whoever holds one signs it with the next roster. */
export const proposeGroupKey = (http: Http, key: ProposedGroupEpoch): Promise<void> => http.post('/api/keys/groups', key);
export const conversationsToMove = (http: Http, limit: number): Promise<ConversationsToMove> =>
  http.get(`/api/keys/conversations?limit=${limit}`);

const ofSet = (group: Group, set: number, verb: string): string => `/api/recovery/${encodeURIComponent(group)}/${set}/${verb}`;
export const recoverySets = (http: Http): Promise<{ sets: RecoverySet[] }> => http.get('/api/recovery');
export const storeRecoverySet = (http: Http, group: Group, set: NewRecoverySet): Promise<void> =>
  http.put(`/api/recovery/${encodeURIComponent(group)}`, set);
export const confirmSheet = (http: Http, group: Group, set: number, sheet: Letter): Promise<void> =>
  http.post(ofSet(group, set, 'confirm'), { sheet });
/** Announced to everybody who holds anything of the group before it answers. */
export const useRecoverySet = (http: Http, group: Group, set: number, reason: 'test' | 'lost'): Promise<RecoveryOpened> =>
  http.post(ofSet(group, set, 'use'), { reason });
export const noteTested = (http: Http, group: Group, set: number): Promise<void> => http.post(ofSet(group, set, 'tested'));
