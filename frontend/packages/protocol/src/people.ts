/** The calls about people and their training by name. The `Http` passed in is in cookie mode. */
import type { Http } from './http.ts';
import type {
  Invited, JoiningPerson, NewInvitation, NewTraining, PeopleList, SuspensionReason, Trained, TrainingRules,
} from './people_api.ts';

const of = (person: string, what: string): string => `/api/people/${encodeURIComponent(person)}/${what}`;

export const people = (http: Http): Promise<PeopleList> => http.get('/api/people');
export const invite = (http: Http, invitation: NewInvitation): Promise<Invited> => http.post('/api/people/invitations', invitation);
export const withdrawInvitation = (http: Http, id: string): Promise<void> =>
  http.delete(`/api/people/invitations/${encodeURIComponent(id)}`);
export const joining = (http: Http, person: string): Promise<JoiningPerson> => http.get(of(person, 'joining'));
export const suspend = (http: Http, person: string, reason: SuspensionReason): Promise<void> => http.post(of(person, 'suspend'), { reason });
export const restore = (http: Http, person: string): Promise<void> => http.post(of(person, 'restore'));
/** Their sessions end in the same transaction. Their keys are left out by the next roster, which is signed straight after. */
export const leave = (http: Http, person: string): Promise<void> => http.post(of(person, 'leave'));

export const trainingRules = (http: Http): Promise<TrainingRules> => http.get('/api/training');
export const setTrainingRules = (http: Http, rules: TrainingRules): Promise<TrainingRules> => http.put('/api/training', rules);
export const addTraining = (http: Http, person: string, done: NewTraining): Promise<Trained> => http.post(of(person, 'training'), done);
export const withdrawTraining = (http: Http, person: string, training: string): Promise<void> =>
  http.post(of(person, `training/${encodeURIComponent(training)}/withdraw`));
