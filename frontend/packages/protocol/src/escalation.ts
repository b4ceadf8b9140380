/** Personal duties, and what a school says about the help routes: the calls and shapes of section 6.3, “Acting on a case”. */
import type { Group, HelpRoute, Sealed, SealedNote } from './api.ts';
import type { Http } from './http.ts';

export type DutyKind = 'fgm' | 'csa' | 'second_view';

export interface Duty {
  id: string;
  kind: DutyKind;
  /** The `cmid` of the decision that a second view is asked of. */
  about: string | null;
  person: string;
  alias: string;
  /** Null for whoever no longer reads the case. */
  case: string | null;
  number: number | null;
  group: Group | null;
  taken: string;
  due: string;
  done: string | null;
}

/** A sealed decision, whom it asks for a second view, and when the case comes back. */
export type Decided = Sealed & { second: string | null; review: string | null };

const ofCase = (id: string, what: string): string => `/api/cases/${encodeURIComponent(id)}/${what}`;

export const decide = (http: Http, id: string, body: Decided): Promise<{ seq: number }> => http.post(ofCase(id, 'decision'), body);
export const myDuties = (http: Http): Promise<{ duties: Duty[] }> => http.get('/api/duties');
export const dutiesOfCase = (http: Http, id: string): Promise<{ duties: Duty[] }> => http.get(ofCase(id, 'duties'));
export const takeDuty = (http: Http, id: string, kind: 'fgm' | 'csa', person: string): Promise<{ duties: Duty[] }> =>
  http.post(ofCase(id, 'duties'), { kind, person });
/** `item` is null from whoever no longer reads the file. */
export const finishDuty = (http: Http, duty: string, item: Sealed | null): Promise<void> =>
  http.post(`/api/duties/${encodeURIComponent(duty)}/done`, { item });

type Routes = Promise<{ routes: HelpRoute[] }>;
const ofRoute = (id: string, what = ''): string => `/api/school/help-routes/${encodeURIComponent(id)}${what}`;

/** For whoever sets the school up, before a roster names them. */
export const ourRoutes = (http: Http): Routes => http.get('/api/school/help-routes');
export const fillIn = (http: Http, id: string, contact: { phone: string | null; nights: string | null; url: string | null }): Routes =>
  http.put(ofRoute(id), contact);
export const checkedRoute = (http: Http, id: string): Routes => http.post(ofRoute(id, '/checked'));
export const noteOpening = (http: Http, id: string, opens: 'opened' | 'blocked'): Routes => http.post(ofRoute(id, '/opening'), { opens });

/** Whether the pupil gave a name: never what it is. */
export const nameStanding = (http: Http, id: string): Promise<{ given: number; last: string | null }> => http.get(ofCase(id, 'name'));
/** With a sealed reason, which goes into the file. The opening is on the record, and the pupil is told. */
export const openNames = (http: Http, id: string, reason: Sealed): Promise<{ names: { at: string; group: Group; note: SealedNote }[] }> =>
  http.post(ofCase(id, 'name'), reason);
