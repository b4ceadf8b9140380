import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type UserConfig } from 'vite';

/**
 * How the pupil page and the console are built: into `app/static/<name>/`, which the server serves under `/static/<name>/`.
 * File names carry a hash of their content, so they may be cached for ever; `manifest.json` lists them for the budgets
 * and for signed releases.
 */
export function appBuild(name: 'pupil' | 'console'): UserConfig {
  return defineConfig({
    base: `/static/${name}/`,
    plugins: [svelte({ compilerOptions: { runes: true } })],
    worker: { format: 'es' },
    build: {
      target: 'es2022',
      outDir: `../../app/static/${name}`,
      emptyOutDir: true,
      manifest: 'manifest.json',
      // The page's policy allows no data: script and no inline code, so nothing is inlined and nothing is polyfilled inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  });
}
