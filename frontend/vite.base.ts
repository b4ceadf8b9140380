import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** The HPKE packages look for Node's crypto where a browser's is missing. No browser has it, so the pages do not carry the way there. */
const withoutNode: Plugin = {
  name: 'without-node',
  enforce: 'pre',
  transform: {
    filter: { id: /node_modules\/(?:@hpke|mlkem)\//, code: 'import("crypto")' },
    handler: (code) => code.replaceAll('await import("crypto")', '{}'),
  },
};

/**
 * The X25519 package carries SHA-256 and HMAC in script, for HKDF with salts that this protocol never has: X-Wing asks it for the
 * curve alone. The browser's own HKDF stands in.
 */
const withoutSha2: Plugin = {
  name: 'without-sha2',
  enforce: 'pre',
  transform: {
    filter: { id: /node_modules\/@hpke\/dhkem-x25519\/.*hkdfSha256\.js$/ },
    handler: () => 'export { HkdfSha256Native as HkdfSha256 } from "@hpke/common";',
  },
};

/**
 * How the pupil page and the console are built into `app/static/<name>/`: `index.html`, a `manifest.json` for the budgets and for
 * signed releases, and `assets/<name>/`, which the server serves at that address. Names there carry a hash of their content,
 * so a browser may keep them for ever.
 */
export function appBuild(name: 'pupil' | 'console'): UserConfig {
  return defineConfig({
    base: '/',
    plugins: [withoutNode, withoutSha2, svelte({ compilerOptions: { runes: true } })],
    worker: { format: 'es' },
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
      // That file leaves workers out, so a worker keeps its own.
      license: { fileName: 'licences.md' },
      rolldownOptions: { output: { legalComments: 'none' } },
    },
  });
}
