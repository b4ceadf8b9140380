// Bundles the harness as the pages are bundled: `node build.mjs FOLDER` writes FOLDER/harness.js.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const frontend = join(import.meta.dirname, '../../../frontend');
const { build } = await import(pathToFileURL(createRequire(join(frontend, 'package.json')).resolve('vite')));

await build({
  root: import.meta.dirname,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '@hark/crypto': join(frontend, 'packages/crypto/src') } },
  build: {
    target: 'es2022',
    outDir: process.argv[2],
    emptyOutDir: false,
    lib: { entry: join(import.meta.dirname, 'harness.js'), formats: ['es'], fileName: () => 'harness.js' },
  },
});
