/** The pupil page's beginning: the two buttons at the top, how one leaves, and the page itself. */
import { mount, unmount } from 'svelte';

import '@hark/ui/font.css';
import '@hark/ui/tokens.css';
import '@hark/ui/base.css';

import App from './App.svelte';
import { ShiftRule } from './leaving.ts';
import { Page } from './page.svelte.ts';
import './style.css';

const slug = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const target = element('app');
const help = element('help');
const shift = new ShiftRule();

let page = new Page(slug, null, begin);
let app = show();

/** A page that knows nothing, after the one before has cleared itself. */
function begin(notice: string): void {
  void unmount(app);
  page = new Page(slug, notice, begin);
  app = show();
}

function show(): Record<string, unknown> {
  return mount(App, { target, props: { page } });
}

/**
 * The screen is blank before anything else happens, then the keys go, then the page is replaced by another, so that Back does not
 * bring it again. Nothing waits for the network, and nothing with content is sent.
 */
function leave(): void {
  const { exit } = page;
  document.body.replaceChildren();
  page.wipe();
  location.replace(exit);
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.target.closest('[data-leave]') === null) return;
  event.preventDefault();
  leave();
});
for (const type of ['keydown', 'keyup'] as const) {
  addEventListener(type, (event) => {
    if (shift.key({ type, key: event.key, repeat: event.repeat }, event.timeStamp)) leave();
  });
}
help.addEventListener('click', () => { page.aside = 'help'; });
help.hidden = false;

// A browser may keep a page that was left, and show it again on Back with everything on it.
addEventListener('pagehide', () => {
  document.body.replaceChildren();
  page.wipe();
});
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
