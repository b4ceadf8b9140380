import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type UserConfig } from 'vite';

/**
 * How the pupil page and the console are built into `app/static/<name>/`: `index.html`, a `manifest.json` for the budgets and for
 * signed releases, and `assets/<name>/`, which the server serves at that address. Names there carry a hash of their content,
 * so a browser may keep them for ever.
 */
export function appBuild(name: 'pupil' | 'console'): UserConfig {
  return defineConfig({
    base: '/',
    plugins: [svelte({ compilerOptions: { runes: true } })],
    worker: { format: 'es', rolldownOptions: { output: { legalComments: 'none' } } },
    build: {
      target: 'es2022',
      outDir: `../../app/static/${name}`,
      assetsDir: `assets/${name}`,
      emptyOutDir: true,
      manifest: 'manifest.json',
      // The page's policy allows no data: script and no inline code, so nothing is inlined and nothing is polyfilled inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      // The notices that the libraries' licences ask for stand in one file beside the page, not in what every pupil loads.
      license: { fileName: 'licences.md' },
      rolldownOptions: { output: { legalComments: 'none' } },
    },
  });
}
