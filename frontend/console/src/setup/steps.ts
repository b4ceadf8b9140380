import { STEPS, type Step } from '@hark/protocol/school_api';

interface StepWords {
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly why: string;
}

export const STEP_WORDS: Readonly<Record<Step, StepWords>> = {
  school: { name: 'The school', why: 'What pupils read on their page.' },
  hours: { name: 'Hours and terms', why: 'When somebody reads: the page’s promise follows from it.' },
  dsl: { name: 'The safeguarding lead', why: 'Whoever opens reports has an account with keys of their own.' },
  ceremony: { name: 'Head and chair', why: 'Reports about staff go to the head alone, and those about the head to the chair alone.' },
  sheets: { name: 'Recovery sheets', why: 'If everybody’s keys are lost, any two of three printed sheets bring them back. Nobody else can.' },
  restore: { name: 'Test restore', why: 'Sheets that were never tried are a hope, not a plan.' },
  people: { name: 'Your team', why: 'Deputies, responders, pupil mentors, governors and whoever looks after the computers.' },
  rules: { name: 'Rules', why: 'What goes to the pastoral team, how mentors sign in, which training is needed.' },
  devices: { name: 'Computers and filters', why: 'What school IT must let through, tried from this device.' },
  button: { name: 'The button', why: 'How pupils find Hark: on the VLE and on posters.' },
  test_report: { name: 'Test report', why: 'From a second device, to the answer and the end.' },
  golive: { name: 'Open to pupils', why: 'The service stays closed until everything is green.' },
};

/** The first step that is not done; the last one when all are. */
export function nextStep(done: (step: Step) => boolean): Step {
  return STEPS.find((step) => !done(step)) ?? 'golive';
}

/** What each thing on the go-live list means, by the server's name for it; a name of tomorrow is shown as it came. */
const ITEMS: Readonly<Record<string, string>> = {
  school: 'The school’s name, short name and phase are set',
  hours: 'Opening hours and terms are set',
  dsl: 'A safeguarding lead is in the roster',
  ceremony: 'The head and the chair have made their keys and are in the roster',
  head: 'The head has made their key and is in the roster',
  chair: 'The chair of governors has made their key and is in the roster',
  sheets: 'Every group’s recovery sheets are printed and confirmed',
  local_numbers: 'The numbers of your own area are filled in: social care, LADO, crisis team',
  restore: 'A test restore was made',
  people: 'The team is invited',
  rules: 'The rules were read and set',
  devices: 'School IT’s page was read and this network was tried',
  button: 'The button or a link is on the school’s page',
  test_report: 'A test report was sent, opened, answered and closed',
  training: 'Everybody’s training is in date',
  papers: 'The papers are in order, and cover is named',
};

export const itemWords = (item: string): string => ITEMS[item] ?? item;
