/** The calls of the urgent lane, by name. The `Http` passed in is in cookie mode. */
import type { AlertRules, AlertsNow, Coverer, DeviceLine, DeviceState, Quiet } from './alerts_api.ts';
import type { Http } from './http.ts';

export const alerts = (http: Http): Promise<AlertsNow> => http.get('/api/alerts');
/** The caller is dealing with it. */
export const answerAlert = (http: Http, id: string): Promise<AlertsNow> => http.post(`/api/alerts/${id}/answer`);
/** These were on the caller's screen. */
export const alertsSeen = (http: Http, ids: readonly string[]): Promise<void> => http.post('/api/alerts/seen', { ids });

export const alertRules = (http: Http): Promise<AlertRules> => http.get('/api/alerts/rules');
export const setAlertRules = (http: Http, rules: AlertRules): Promise<AlertRules> => http.put('/api/alerts/rules', rules);
export const coverers = async (http: Http): Promise<Coverer[]> =>
  (await http.get<{ people: Coverer[] }>('/api/alerts/colleagues')).people;

export const quiet = (http: Http): Promise<Quiet> => http.get('/api/alerts/quiet');
export const setQuiet = (http: Http, wanted: Quiet): Promise<Quiet> => http.put('/api/alerts/quiet', wanted);

export const thisDevice = (http: Http): Promise<DeviceState> => http.get('/api/session/device');
export const pushDevices = async (http: Http): Promise<DeviceLine[]> =>
  (await http.get<{ devices: DeviceLine[] }>('/api/session/device/all')).devices;
export const subscribePush = (http: Http, endpoint: string): Promise<void> => http.put('/api/session/device/push', { endpoint });
/** Sends this browser a push now. */
export const tryPush = (http: Http): Promise<void> => http.post('/api/session/device/push/try');
export const deviceTested = (http: Http, heard: boolean, pushed: boolean): Promise<void> =>
  http.post('/api/session/device/tested', { heard, pushed });
export const forgetDevice = (http: Http, id: string): Promise<void> => http.delete(`/api/session/device/${id}`);
