/**
 * Words that components say by themselves, and the catalogue that any app can make of its own words. A language is one object of
 * the same shape as English; what it lacks, the compiler names.
 */

/** The `{names}` in a message, which `t` then insists on. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Params<Text extends string> = [Names<Text>] extends [never] ? [] : [Readonly<Record<Names<Text>, string | number>>];

/**
 * `t(key, params)` over English `messages`. Another language is given as `said` and used from then on; the types stay English's,
 * because every language fills the same places. A place that is not filled is a fault of the language and is left as it stands.
 */
export function catalogue<const Messages extends Readonly<Record<string, string>>>(
  messages: Messages,
  said: Readonly<Record<keyof Messages, string>> = messages,
) {
  return <Key extends keyof Messages & string>(key: Key, ...[params]: Params<Messages[Key]>): string =>
    said[key].replace(/\{(\w+)\}/g, (place, name: string) => String((params as Record<string, string | number> | undefined)?.[name] ?? place));
}

/** English, complete. Pupils read these too: reading age nine. */
export const messages = {
  newTab: '(opens in a new tab)',
  problem: 'There is a problem',
  close: 'Close',
  loading: 'One moment.',
  lettersLeft: 'You can write {count} more letters.',
  lettersOver: 'Make it {count} letters shorter.',
  newMessages: '{count} new messages',
  newMessage: '1 new message',
  sent: 'Sent',
  sending: 'Sending',
  notSent: 'Not sent yet',
  you: 'You',
  urgent: 'Urgent',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
} as const;

export const t = catalogue(messages);
