import { readFileSync } from 'node:fs';

import eslint from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What each workspace may import of the others: downward only, and only the vault knows both crypto and protocol. */
const MAY_IMPORT = {
  'packages/crypto': [],
  'packages/protocol': [],
  'packages/vault': ['@hark/crypto', '@hark/protocol'],
  'packages/ui': ['@hark/protocol', '@hark/vault'],
  'packages/prompts': [],
  pupil: ['@hark/protocol', '@hark/vault', '@hark/ui', '@hark/prompts'],
  console: ['@hark/protocol', '@hark/vault', '@hark/ui', '@hark/prompts'],
  button: [],
};

const WEB_STORAGE = ['localStorage', 'sessionStorage', 'indexedDB', 'caches'].map((name) => ({
  name,
  message: 'Nothing of a pupil or of a key is ever stored in the browser.',
}));

const IMPURE = ['fetch', 'window', 'self', 'globalThis', 'document', 'navigator', 'location', 'Date', 'performance', 'setTimeout', 'setInterval'].map(
  (name) => ({ name, message: 'This package is pure functions: no DOM, network, storage or clock.' }),
);

const escaped = (text) => text.replace(/[/.]/g, '\\$&');

function boundaries([folder, siblings]) {
  const { dependencies = {} } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8'));
  const outside = Object.keys(dependencies).filter((name) => !name.startsWith('@hark/'));
  const allowed = [...siblings.filter((name) => name in dependencies), ...outside].map(escaped).join('|');
  const patterns = [
    {
      regex: allowed ? `^(?!\\.|(?:${allowed})(?:/|$))` : '^(?!\\.)',
      message: `${folder} may not import this: it stands higher, or is not declared in its package.json.`,
    },
    { regex: '/(?:packages|node_modules)/|^(?:\\.\\./)+(?:crypto|protocol|vault|ui|prompts|pupil|console|button)/', message: 'Import another package by its name.' },
  ];
  return { files: [`${folder}/src/**/*.{ts,svelte}`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,svelte}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: tseslint.parser,
        project: ['./tsconfig.json', './tsconfig.tests.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', 400],
      'no-restricted-globals': ['error', ...WEB_STORAGE],
      // Numbers read well in a template; everything else must be made text on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  // After TypeScript's own, because the last parser named for a component has to be Svelte's.
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte'],
    // TypeScript itself, by svelte-check, knows what a name in a component refers to; this rule does not.
    rules: {
      'no-undef': 'off',
      'prefer-const': 'off', // $props() is destructured with let, which Svelte's version of the rule knows.
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'error',
    },
  },
  {
    files: ['packages/prompts/src/**/*.ts'],
    // A prompt that could reach the network could tell somebody what it heard.
    rules: { 'no-restricted-globals': ['error', ...WEB_STORAGE, ...IMPURE] },
  },
  {
    files: ['packages/crypto/src/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...WEB_STORAGE, ...IMPURE],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Use crypto.getRandomValues.' }],
    },
  },
  ...Object.entries(MAY_IMPORT).map(boundaries),
  { files: ['console/public/*.js'], languageOptions: { globals: globals.serviceworker } },
  { files: ['*.js', '*.mjs', '*.ts', '*/vite.config.ts'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
);
