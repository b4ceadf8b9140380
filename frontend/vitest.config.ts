import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ compilerOptions: { runes: true } })],
  // Tests mount components as a browser would, not as a server renders them.
  resolve: { conditions: ['browser'] },
  test: {
    include: ['{packages/*,pupil,console,button}/tests/**/*.test.ts'],
    environment: 'node',
  },
});
