/** The fields that must not be empty and are, by the name a person sees. */
export function missing(fields: Readonly<Record<string, string>>): string[] {
  return Object.entries(fields).filter(([, text]) => text.trim() === '').map(([name]) => name);
}

/** One sentence for what is missing, or null. */
export function missingSentence(fields: Readonly<Record<string, string>>): string | null {
  const names = missing(fields);
  return names.length === 0 ? null : `Still to be filled in: ${names.join(', ')}.`;
}
