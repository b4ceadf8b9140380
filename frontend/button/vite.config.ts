import { defineConfig } from 'vite';

// A school's page loads this as a classic script, so it is one self-contained function (IIFE) under one steady name.
export default defineConfig({
  build: {
    lib: { entry: 'src/button.ts', formats: ['iife'], name: 'HarkButton', fileName: () => 'button.js' },
    target: 'es2020',
    outDir: '../../app/static/button',
    emptyOutDir: true,
    reportCompressedSize: false,
  },
});
