// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';

const HARK = 'https://hark.example';

/** Every shadow root that was made, which a page itself never gets to see. */
const roots = new WeakMap<Element, ShadowRoot>();
const { value: attach } = Object.getOwnPropertyDescriptor(Element.prototype, 'attachShadow') as TypedPropertyDescriptor<
  (this: Element, init: ShadowRootInit) => ShadowRoot
>;
HTMLElement.prototype.attachShadow = function (this: HTMLElement, init) {
  expect(init.mode).toBe('closed');
  const root = attach?.call(this, init);
  if (root === undefined) throw new Error('this DOM has no shadow roots');
  roots.set(this, root);
  return root;
};

/** Runs the script as a page does, each time anew, from `address`. */
async function load(address = `${HARK}/button.js`): Promise<void> {
  const script = document.createElement('script');
  // The address is read and never fetched.
  Object.defineProperty(script, 'src', { value: address });
  Object.defineProperty(document, 'currentScript', { value: script, configurable: true });
  vi.resetModules();
  await import('../src/button.ts');
  Object.defineProperty(document, 'currentScript', { value: null, configurable: true });
}

function put(html: string): HTMLElement {
  document.body.innerHTML = html;
  const element = document.body.querySelector<HTMLElement>('hark-button');
  if (element === null) throw new Error('the page has no button');
  return element;
}

const link = (element: Element): HTMLAnchorElement | null => roots.get(element)?.querySelector('a') ?? null;

beforeEach(async () => {
  document.body.innerHTML = '';
  // The first load defines the element for good; the later ones must change nothing.
  await load();
});

test.each(['', 'Hillcrest', 'hill crest', '../admin', 'a/b', 'a?b', 'a#b', '%2e', 'é', 'x'.repeat(64)])(
  'a school named %j leads nowhere, and what the page put inside stays',
  (school) => {
    const element = put('<hark-button><a href="https://hark.example/s/hillcrest">Report a problem</a></hark-button>');
    element.setAttribute('school', school);
    expect(link(element)).toBeNull();
    expect(roots.get(element)?.querySelector('slot')).not.toBeNull();
  },
);

test('it opens the school’s page on the origin of the script, without a word about who pressed it', () => {
  const anchor = link(put('<hark-button school="hillcrest"></hark-button>'));
  expect(anchor?.getAttribute('href')).toBe(`${HARK}/s/hillcrest`);
  expect(anchor?.target).toBe('_blank');
  expect(anchor?.rel).toBe('noopener noreferrer');
  expect(anchor?.referrerPolicy).toBe('no-referrer');
});

test('a screen reader hears what it does and that a tab opens', () => {
  const anchor = link(put('<hark-button school="hillcrest"></hark-button>'));
  expect(anchor?.textContent).toBe('Report a problem (opens in a new tab)');
  expect(anchor?.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true');
});

test('a school may say it in its own words and language', () => {
  const anchor = link(put('<hark-button school="ysgol-y-bryn" label=" Dweud wrthon ni " lang="cy"></hark-button>'));
  expect(anchor?.querySelector('span')?.textContent).toBe('Dweud wrthon ni');
  expect(anchor?.querySelector('span')?.lang).toBe('cy');
});

test('words of the page stay words', () => {
  const element = put('<hark-button school="hillcrest"></hark-button>');
  element.setAttribute('label', '<img src=x onerror=alert(1)>');
  expect(link(element)?.querySelector('img')).toBeNull();
  expect(link(element)?.querySelector('span')?.textContent).toBe('<img src=x onerror=alert(1)>');
});

test('two buttons on one page, and the script loaded twice, make two buttons and no error', async () => {
  await load('https://elsewhere.example/button.js');
  put('<hark-button school="hillcrest"></hark-button><hark-button school="hillcrest" position="right"></hark-button>');
  const all = [...document.querySelectorAll('hark-button')];
  expect(all.map((element) => link(element)?.getAttribute('href'))).toEqual([`${HARK}/s/hillcrest`, `${HARK}/s/hillcrest`]);
});

test('a page that swaps its body keeps a working button, with one link in it', () => {
  const element = put('<hark-button school="hillcrest"></hark-button>');
  const next = document.createElement('body');
  next.append(element);
  document.documentElement.replaceChild(next, document.body);
  expect(roots.get(element)?.querySelectorAll('a')).toHaveLength(1);
});

test('a changed school is followed, and a wrong one takes the link away', () => {
  const element = put('<hark-button school="hillcrest"></hark-button>');
  element.setAttribute('school', 'riverside');
  expect(link(element)?.getAttribute('href')).toBe(`${HARK}/s/riverside`);
  element.setAttribute('school', 'River side');
  expect(link(element)).toBeNull();
});

test('the page itself cannot reach in, and no style is written inline', () => {
  const element = put('<hark-button school="hillcrest"></hark-button>');
  expect(element.shadowRoot).toBeNull();
  expect(roots.get(element)?.adoptedStyleSheets).toHaveLength(1);
  expect(roots.get(element)?.querySelector('style, [style]')).toBeNull();
});
