import type { Starters, StarterStage } from '@hark/protocol/mentoring_api';

export const BOUNDARIES: readonly string[] = [
  'Do not promise to keep secrets.',
  'Do not ask who they are.',
  'Do not give them your name or number.',
  'You do not have to fix it.',
];

export interface Stage {
  readonly stage: StarterStage;
  readonly moment: string;
  readonly lines: readonly string[];
}

/** Reply starters by the moment of a chat. They go into the box to be changed; they are never sent by themselves. */
export const STAGES: readonly Stage[] = [
  { stage: 'opening', moment: 'Opening', lines: ['Hi. I’m here to listen. Take your time.', 'Thank you for telling me. What would you like to talk about?'] },
  { stage: 'listening', moment: 'Listening', lines: ['Do you want to say more about that?', 'That sounds hard. How long has it been like this?', 'What would help most right now?'] },
  { stage: 'honesty', moment: 'Being honest', lines: ['An adult can see this chat too. If you might get hurt, I have to tell them.'] },
  { stage: 'breaking', moment: 'Telling an adult', lines: ['I am worried about you, so I am going to ask an adult to help. You have not done anything wrong.'] },
  { stage: 'signposting', moment: 'Pointing to help', lines: ['There are people who know a lot about this. Would you like to hear how to reach them?'] },
  { stage: 'closing', moment: 'Closing', lines: ['Is there an adult at school you would feel OK to talk to?', 'You can come back with your return words any time.'] },
];

/** The school's own lines for each stage where it has any, and ours where it has none; where they are locked, the school's alone. */
export function stagesFor(school: readonly Starters[], locked: boolean): readonly Stage[] {
  return STAGES.flatMap((stage) => {
    const own = school.find((one) => one.stage === stage.stage)?.lines ?? [];
    if (own.length > 0) return [{ ...stage, lines: own }];
    return locked ? [] : [stage];
  });
}
