/** What is loaded only where a pupil asks for it: the end of a chat, and the page on which they may say who they are. */
import { ApiError } from '@hark/protocol/errors';
import { giveNameTo } from '@hark/vault/pupil_name';

import type { Page } from './page.svelte.ts';

export { default as End } from './screens/End.svelte';
export { default as Name } from './screens/Name.svelte';

/** Hand over the name that the pupil has written, if they have. Whether nothing of it is left to be said. */
export async function sayName(page: Page): Promise<boolean> {
  const { name, school, talk: { entered } } = page;
  if (name === '') return true;
  if (school === null || entered === null) return false;
  try {
    await giveNameTo(school.id, entered, name);
  } catch (error) {
    if (!(error instanceof ApiError)) reportError(error);
    return false;
  }
  page.name = '';
  return true;
}
