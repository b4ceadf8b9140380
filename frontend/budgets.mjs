// Weighs what was just built and fails the build when it is too heavy for a school's slow line (docs/performance.md).
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const STATIC = join(import.meta.dirname, '../app/static');
const KIB = 1024;
const CODE = /\.(?:js|css|wasm|json|txt)$/;

const weigh = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const total = (paths) => paths.reduce((sum, path) => sum + weigh(path), 0);

/** The files a browser fetches before a pupil sees the page: the document, its script, what that imports, and the styles. */
function firstPaint(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const files = new Set(['index.html']);
  const visit = (key) => {
    const chunk = manifest[key];
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const style of chunk.css ?? []) files.add(style);
    for (const next of chunk.imports ?? []) visit(next);
  };
  visit('index.html');
  return [...files];
}

const pupil = join(STATIC, 'pupil');
const first = firstPaint(pupil);
const rest = readdirSync(pupil, { recursive: true }).filter(
  (name) => CODE.test(name) && name !== 'manifest.json' && !first.includes(name.replaceAll('\\', '/')),
);
// Nothing that every pupil needs waits for these: mentors' cards and tips, what tips listen for, the page for a name, and the way round a filter that breaks sockets.
const part = (what) => (name) => new RegExp(`/${what}-[^/]*$`).test(name.replaceAll('\\', '/'));
const [isMentoring, isHints, isDetour, isSeldom] = [part('mentoring'), part('word_hints'), part('detour'), part('seldom')];
const weight = (of) => total(rest.filter(of).map((name) => join(pupil, name)));

const budgets = [
  ['button.js', weigh(join(STATIC, 'button/button.js')), 3 * KIB],
  ['pupil page, first paint', total(first.map((name) => join(pupil, name))), 45 * KIB],
  ['pupil page, loaded when needed', weight((name) => !isMentoring(name) && !isHints(name) && !isDetour(name) && !isSeldom(name)), 50 * KIB],
  ['pupil page, mentors and tips', weight(isMentoring), 16 * KIB],
  ['pupil page, what words may mean', weight(isHints), 26 * KIB],
  ['pupil page, a name and the end', weight(isSeldom), 4 * KIB],
  ['pupil page, round a filter', weight(isDetour), 2 * KIB],
];
for (const [what, bytes, limit] of budgets) {
  const verdict = bytes <= limit ? 'within' : 'OVER';
  console.log(`budget: ${what}: ${(bytes / KIB).toFixed(1)} KiB gzip, ${verdict} ${limit / KIB} KiB`);
}
if (budgets.some(([, bytes, limit]) => bytes > limit)) process.exitCode = 1;
