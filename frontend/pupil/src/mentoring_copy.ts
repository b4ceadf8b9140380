/** The words of choosing a mentor and of tips, which are loaded with their screens. As `copy.ts`, one flat list. */
export const mentoringCopy = {
  mentors: {
    heading: 'Pick a pupil mentor',
    ask: 'Who should we ask first?',
    hint: 'These are older pupils who are trained to listen. An adult can see the chat too.',
    year: 'Which year are you in?',
    yearHint: 'So that you do not get a mentor from your own year. Your answer stays on this page.',
    yearSkip: 'I do not want to say',
    yearName: 'Year {n}',
    anyone: 'Anyone who is free',
    anyoneHint: 'We ask the mentors who are here, one by one.',
    topics: 'Good with: {topics}.',
    languages: 'Also speaks: {languages}.',
    busy: 'Talking to someone now.',
    first: 'We ask {name} first. If {name} can’t come, we ask someone else.',
    missing: 'Choose who you would like to talk to',
    none: 'No mentor is free just now. You can still wait for one.',
  },
  tips: {
    contact: 'You do not need to share a number or an account to chat here. It is safer not to.',
    meeting: 'Please do not plan to meet up. You can talk here.',
    secrecy: 'We can’t promise to keep it to ourselves. If someone could get badly hurt, we must tell people who can help.',
    identity: 'You do not have to say who you are.',
    risk: 'That sounds hard. A trained adult can help with this.',
    stays: 'This tip is only on your page.',
    help: 'Get help now',
  },
} as const;
