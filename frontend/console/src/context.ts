import { createContext } from 'svelte';

import type { Desk } from './desk.svelte.ts';

/** The one desk of this page, given by `App` to everything below it. */
export const [desk, provideDesk] = createContext<Desk>();
