/**
 * `<hark-button school="…">`: a "Report a problem" button for a school's page. It draws a link and nothing else, because any script
 * of the page it stands in could read what is typed there. The link opens Hark's own page in a new tab, with nothing about who
 * pressed it: no opener, no referrer, no query.
 *
 * Attributes: `school` (its short name at Hark), and if wished `label`, `lang` (of the label), `theme` (`light`, `dark`; else the
 * reader's own) and `position` (`left`, `right`; else where it stands). What is inside the element shows if it cannot work.
 */
import { style } from './styles.ts';

const NAME = 'hark-button';
const SCHOOL = /^[a-z0-9-]{1,63}$/;
const LABEL = 'Report a problem';
const NEW_TAB = ' (opens in a new tab)';
const BUBBLE = 'M21 12a8.5 8.5 0 0 1-12.4 7.5L3 21l1.5-5.6A8.5 8.5 0 1 1 21 12zM9 12h.01M12.5 12h.01M16 12h.01';

// Known only while the script runs for the first time. A script without an address (pasted into the page) cannot say where Hark is.
const script = document.currentScript;
const origin = script instanceof HTMLScriptElement && /^https?:/.test(script.src) ? new URL(script.src).origin : null;

class HarkButton extends HTMLElement {
  static readonly observedAttributes = ['school', 'label', 'lang'];
  // Closed, so that the page's scripts do not come upon it by chance. It holds nothing that would need hiding.
  readonly #root = this.attachShadow({ mode: 'closed' });

  connectedCallback(): void {
    this.#draw();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.#draw();
  }

  #draw(): void {
    const school = this.getAttribute('school') ?? '';
    // Anything but a plain name could lead somewhere else on the service, or away from it.
    if (origin === null || !SCHOOL.test(school)) {
      this.#root.replaceChildren(document.createElement('slot'));
      return;
    }
    this.#root.replaceChildren(link(`${origin}/s/${school}`, this.getAttribute('label')?.trim(), this.lang));
    style(this.#root);
  }
}

function link(href: string, label: string | undefined, lang: string): HTMLAnchorElement {
  const anchor = document.createElement('a');
  anchor.href = href;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
  anchor.referrerPolicy = 'no-referrer';

  const words = document.createElement('span');
  words.textContent = label || LABEL;
  words.lang = label ? lang : 'en';
  words.dir = 'auto';
  const more = document.createElement('small');
  more.textContent = NEW_TAB;
  more.lang = 'en';
  anchor.append(icon(), words, more);
  return anchor;
}

function icon(): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  // As attributes, so that it keeps its size where the style sheet cannot be made.
  const look = { viewBox: '0 0 24 24', width: '22', height: '22', fill: 'none', stroke: 'currentColor', 'stroke-width': '2', 'aria-hidden': 'true' };
  for (const [name, value] of Object.entries(look)) svg.setAttribute(name, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', BUBBLE);
  svg.append(path);
  return svg;
}

// A page may carry the script twice; the first one stays.
if (!customElements.get(NAME)) customElements.define(NAME, HarkButton);
