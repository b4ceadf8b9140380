/** The calls about a school and its set-up, by name. The `Http` passed in is in cookie mode. */
import type { Http } from './http.ts';
import type { CheckName, OwnTopics, SaidStep, SchoolSettings, SetUp, TopicChoices } from './school_api.ts';

export const settings = (http: Http): Promise<SchoolSettings> => http.get('/api/school');
export const saveSettings = (http: Http, wanted: SchoolSettings): Promise<SchoolSettings> => http.put('/api/school', wanted);

export const ownTopics = (http: Http): Promise<OwnTopics> => http.get('/api/topics');
export const decideTopics = (http: Http, wanted: TopicChoices): Promise<OwnTopics> => http.put('/api/topics', wanted);

export const setUp = (http: Http): Promise<SetUp> => http.get('/api/setup');
/** `failed`: what this device's self-test found amiss, where it was run. */
export const markStep = (http: Http, step: SaidStep, done: boolean, failed?: readonly CheckName[]): Promise<SetUp> =>
  http.post(`/api/setup/steps/${step}`, failed === undefined ? { done } : { done, failed });
/** Opens the window in which a report from a second device is taken although the school is not open yet. */
export const openTest = (http: Http): Promise<SetUp> => http.post('/api/setup/test');
export const goLive = (http: Http): Promise<SetUp> => http.post('/api/setup/live');
export const closeSchool = (http: Http): Promise<SetUp> => http.post('/api/setup/close');
