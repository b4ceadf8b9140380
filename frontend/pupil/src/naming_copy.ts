/** The words of the page on which a pupil may say who they are. Read by the same tests as the rest of the copy. */
export const namingCopy = {
  naming: {
    heading: 'Do you want to say who you are?',
    need: 'You do not have to say who you are. If you do, it can be quicker to help you.',
    who: 'Your name stays out of the chat. A pupil mentor can’t see it.',
    opened: 'An adult who opens it must write down why. We will tell you on this page.',
    seen: 'The website can see that you gave a name. It can’t see the name.',
    label: 'Your name, and your year or class if you like',
    yes: 'Say my name',
    no: 'Don’t say my name',
    empty: 'Write your name first.',
    long: 'That is too long. Write your name and your class.',
    failed: 'We could not send your name. Try again.',
    done: 'We have your name. It is locked.',
    back: 'Go back',
  },
} as const;
