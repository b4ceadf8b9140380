import { words } from './pattern.ts';
import type { Rule, Side } from './rules.ts';

const BOTH: readonly Side[] = ['mentor', 'pupil'];
const MENTOR: readonly Side[] = ['mentor'];

const APP = '(?:snap(?:chat)?|insta(?:gram)?|whats ?app|discord|tik ?tok|telegram|signal|kik|yubo|fortnite|roblox|xbox|psn|steam|wizz|bereal)';
const I_WILL_NOT = '(?:i (?:will not|wont|will never|would never)|im (?:not going to|not gonna|never going to))';

export const BOUNDARIES: readonly Rule[] = [
  {
    id: 'contact-number',
    category: 'contact',
    sides: BOTH,
    why: 'This looks like a phone number.',
    // A mobile or a landline. Free helplines (0800, 0808, 116) are help, and no way to reach each other.
    patterns: [/^(?:0|\+?44)7\d{9,}/, /^(?:0|\+?44)[12]\d{8,9}$/, /^7\d{9}$/],
    inNumbers: true,
  },
  {
    id: 'contact-asked',
    category: 'contact',
    sides: BOTH,
    why: 'This looks like swapping numbers or accounts.',
    patterns: [
      words('(?:my|your|ur|swap|have your|give me your) (?:phone )?(?:number|numbers|digits)(?! (?:is|one|\\d|ten|seven|shirt))'),
      words('my number is(?! up)', 'give me (?:ur|your) digits', 'lets swap (?:numbers|snaps|instas)', 'heres my number'),
      words('(?:text|ring|call|whatsapp|phone) me (?:on|at|later|after|tonight)', 'hmu', 'dm me', 'pm me', 'message me (?:on|outside|at|@)'),
      words('(?:add|follow|find|message|friend) me (?:on|at)', 'add my (?:alt|account|snap|main)', 'my gamer ?tag', 'your gamer ?tag'),
      words('what(?:s| is) (?:ur|your|the) (?:user ?name|handle|at|e ?mail|gamer ?tag|socials?)', 'my (?:user ?name|handle|e ?mail|socials?) (?:is|on)'),
      words('talk (?:on|over) [a-z]+ instead', 'ive got telegram'),
    ],
  },
  {
    id: 'contact-account',
    category: 'contact',
    sides: BOTH,
    why: 'This names an app or account to meet on.',
    patterns: [
      words(`(?:my|ur|your|whats your|whats ur|mine) ${APP}`, `do (?:you|u) have ${APP}`, `(?:im|am) on ${APP} as`, `(?:on|hmu on|add me on|find me on|follow me on) ${APP}(?= (?:im|as|its|later|instead|at)|$)`, `${APP} me(?= |$)`, `${APP} is [a-z0-9._]*[0-9._][a-z0-9._]*`, `(?:give|send) (?:you|me) (?:my|your|ur) ${APP}`),
      /(?:^|\s)@[a-z0-9._]{3,}/,
      words('[\\w.+-]{1,64}@[\\w-]+(?:\\.[a-z]{2,})+', '[a-z0-9._]+ (?:at|@) [a-z0-9]+ dot (?:com|org|net|uk|co)', '[a-z0-9._]+ at (?:gmail|hotmail|outlook|icloud|yahoo)'),
    ],
  },
  {
    id: 'contact-address',
    category: 'contact',
    sides: BOTH,
    why: 'This looks like an address.',
    patterns: [
      words('\\d{1,4} (?:[a-z]+ ){1,3}(?:road|street|avenue|lane|close|drive|crescent|terrace|way|gardens|grove)'),
      words('[a-z]{1,2}\\d[a-z\\d]? ?\\d[a-z]{2}', 'my post ?code'),
    ],
  },
  {
    id: 'meeting',
    category: 'meeting',
    sides: BOTH,
    why: 'This looks like a plan to meet.',
    patterns: [
      words('meet up', 'meet (?:me|him|her|you|them) (?:by|at|in|on|after|tomorrow|tonight|later|outside)', 'can (?:we|you|i) meet(?! (?:the|my|a)\\b)', 'we (?:could|should|can) meet', 'want to meet (?:you|me|up)', 'wants? me to meet', 'meet irl', 'in real life', 'irl'),
      words('link up', '(?:wanna|lets|want to) link', '(?:lets|we should|wanna|shall we) hang ?out', 'shall we go', '(?:can|could) i see you in person'),
      words('come (?:to|round) (?:mine|yours)', 'come to the (?:field|park|library|shops?|sheds?)', 'come and find you', 'find me (?:at|by|in) (?:break|lunch|the)', 'ill (?:wait for|find|come to) you', 'walk home with (?:you|me)'),
      words('where do (?:you|u) hang ?out', 'which bus do (?:you|u)', 'what time do (?:you|u) (?:walk|leave|finish|go)', '(?:told|asked|wants) me to (?:go to|come to) the [a-z]+ (?:tonight|alone|on my own)'),
    ],
  },
  {
    id: 'secrecy-promised',
    category: 'secrecy',
    sides: MENTOR,
    why: 'This promises to keep something secret.',
    patterns: [
      words('i promise', 'pinky promise', 'i swear', 'cross my heart', 'my lips are sealed', '(?:your|our|a) secret is safe'),
      words(`${I_WILL_NOT} (?:tell|say)(?! (?:what|you what))`, '(?:stays?|is) (?:just )?between us', 'between you and me', 'between us', '(?:our|your) (?:little )?secret', 'keep (?:it|this|that|your|a)(?: a)? secret', '(?:nobody|no one|noone) (?:will find out|needs to know|has to know|will know)'),
    ],
  },
  {
    id: 'secrecy-asked',
    category: 'secrecy',
    sides: ['pupil'],
    why: 'This asks for a secret to be kept.',
    patterns: [
      words('(?:dont|do not|cant|cannot|wont|mustnt|can not) (?:you )?(?:tell|say to) (?:any ?one|any ?body|my|a teacher|the|them|no ?one)', 'promise (?:me|u|you|not)(?: you)?', 'swear (?:you|u|down|not)', 'you have to swear', 'pinky promise', 'cross my heart'),
      words('keep (?:a|this|it|my|that)(?: a)? secret', 'keep (?:this|it|that) (?:to yourself|between us|quiet)', '(?:has|needs) to (?:be|stay) a secret', '(?:this|it) stays between us', 'between you and me', 'our (?:little )?secret', 'dont snitch', 'confidential'),
    ],
  },
  {
    id: 'identity-asked',
    category: 'identity',
    sides: MENTOR,
    why: 'This asks who they are.',
    patterns: [
      words('who (?:are|r) (?:you|u)(?! (?:with|to|going))', 'what(?:s| is) (?:your|ur)(?: real| full| first| last)? name', '(?<!do not )(?<!dont )tell me your name', 'are (?:you|u) a (?:boy|girl|lad)', '(?:which|what) (?:year|form|class|tutor group|house) (?:are|r) (?:you|u)', 'which tutor group'),
      words('where(?: ?abouts)? do (?:you|u) live', 'what (?:street|road|estate) do', 'how old (?:are|r) (?:you|u)', 'what(?:s| is) (?:your|ur) age', 'do i know (?:you|u)', 'have we met', 'i (?:think i )?know who (?:you|u) (?:are|r)', '(?:are|r) (?:you|u) [a-z]+ from', 'is this (?!normal|ok|about|the|a|it|what|how|why|something|happening)[a-z]+$'),
      words('what do (?:you|u) look like', 'describe (?:yourself|urself)', '(?:send|show) (?:me )?(?:a )?(?:pic|photo|selfie|picture) of (?:you|u)', 'which (?:primary )?school did (?:you|u)'),
    ],
  },
  {
    id: 'identity-given',
    category: 'identity',
    sides: ['pupil'],
    why: 'This may say who they are.',
    patterns: [words('my names?(?: is|s)? (?!on|not|being|called|in|and)[a-z]+', 'im called [a-z]+', 'this is [a-z]+ from (?:year )?\\d*', 'im in (?:year )?(?:[7-9]|1[0-3])[a-z]\\b', 'im [a-z]+ from (?:year|form)')],
  },
  {
    id: 'medical',
    category: 'medical',
    sides: MENTOR,
    why: 'This looks like advice about medicine or a diagnosis.',
    patterns: [
      words('(?:take|try|have|use|need|want) (?:some |two |an? |a few |more |my |extra |another )*(?:paracetamol|ibuprofen|tablets?|pills?|melatonin|cbd|antidepressants?|meds|medication|inhaler|xanax|sleeping tablets?|diazepam|citalopram|sertraline)', '(?:paracetamol|ibuprofen|xanax|citalopram|sertraline|fluoxetine|diazepam|antidepressants?|melatonin|cbd)'),
      words('(?:stop|dont|skip|quit|come off) (?:taking |take )?your (?:tablets|meds|medication|pills)', 'what dose', 'how many (?:pills|tablets)', 'take an extra', 'more than it says', '(?:some|one) of my (?:tablets|pills|meds)'),
      words('(?:you|u) (?:have|need|probably have|might have|might be|sound|are|got|are having)(?: an?| like you have)? (?:adhd|add|autism|autistic|depress(?:ed|ion)|bipolar|ptsd|ocd|anxiety disorder|psychosis|psychotic|anorexi[ac]|bulimi[ac])', '(?:think|sounds like|seems like) (?:you|u) (?:have|might have|are) (?:a |an )?(?:adhd|autis\\w+|depress\\w+|bipolar|ptsd|ocd|anxiety disorder)'),
      words('(?:you )?dont need a doctor', 'have a (?:drink|smoke|vape)', 'vape it', 'go on a diet', 'eat less', 'put cream on', 'dont tell the nurse'),
    ],
  },
];
