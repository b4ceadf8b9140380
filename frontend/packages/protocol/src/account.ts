/** The calls of signing in, joining and one's own account by name. The `Http` passed in is in cookie mode. */
import type {
  Account, Authenticator, Confirmation, Invitation, Join, PasskeyAnswer, PasskeyOptions, PasskeyStart, SignInCode,
} from './account_api.ts';
import type { Me, SignInStart } from './api.ts';
import type { Http } from './http.ts';

const part = encodeURIComponent;

export const startPasskey = (http: Http): Promise<PasskeyStart> => http.post('/api/session/passkey/start');
export const signInWithPasskey = (http: Http, id: string, credential: PasskeyAnswer): Promise<Me> =>
  http.post('/api/session/passkey', { id, credential });

export const startConfirm = (http: Http): Promise<PasskeyStart> => http.post('/api/session/confirm/start');
export const confirm = (http: Http, proof: Confirmation): Promise<void> => http.post('/api/session/confirm', proof);

export const account = (http: Http): Promise<Account> => http.get('/api/account');
export const endOwnSession = (http: Http, id: string): Promise<void> => http.delete(`/api/account/sessions/${part(id)}`);
export const nameSession = (http: Http, id: string, device: string): Promise<void> => http.put(`/api/account/sessions/${part(id)}`, { device });
export const endOtherSessions = (http: Http): Promise<void> => http.delete('/api/account/sessions');

export const changePassphrase = (http: Http, way: { salt: string; auth: string; box: string }): Promise<void> =>
  http.put('/api/account/passphrase', way);
export const newSheet = (http: Http, way: { auth: string; box: string }): Promise<void> => http.post('/api/account/sheet', way);
/** The vault again, with the school's new root in it. */
export const storeSecrets = (http: Http, secrets: string): Promise<void> => http.put('/api/account/vault', { secrets });
export const passkeyOptions = (http: Http): Promise<PasskeyOptions> => http.post('/api/account/passkeys/options');
export const addPasskey = (
  http: Http,
  passkey: { id: string; credential: PasskeyAnswer; name: string; box: string },
): Promise<void> => http.post('/api/account/passkeys', passkey);
export const removeMethod = (http: Http, method: string): Promise<void> => http.delete(`/api/account/methods/${part(method)}`);
export const newAuthenticator = (http: Http): Promise<Authenticator> => http.post('/api/account/totp');
export const keepAuthenticator = (http: Http, code: string): Promise<void> => http.put('/api/account/totp', { code });

export const signInCode = (http: Http, person: string): Promise<SignInCode> => http.post(`/api/people/${part(person)}/sign-in-code`);

const ofInvitation = (id: string, verb: string): string => `/api/invitations/${part(id)}/${verb}`;
export const startInvitation = (http: Http, id: string): Promise<SignInStart> => http.post(ofInvitation(id, 'start'));
export const openInvitation = (http: Http, id: string, auth: string): Promise<Invitation> => http.post(ofInvitation(id, 'open'), { auth });
export const join = (http: Http, id: string, joining: Join): Promise<Me> => http.post(ofInvitation(id, 'join'), joining);
