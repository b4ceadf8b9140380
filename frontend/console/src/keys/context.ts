import { createContext } from 'svelte';

import type { Chores } from './chores.svelte.ts';

/** What there is to do about keys, given by the shell to everything below it: whoever did some of it lets it look again. */
export const [chores, provideChores] = createContext<Chores>();
