// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { keepFocus } from '../src/shell/keep_focus.ts';

let stop: () => void;
const the = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector) ?? expect.fail(`nothing is ${selector}`);
const goes = (selector: string): void => { the(selector).remove(); };
const settles = (): Promise<void> => vi.waitFor(() => { expect(document.activeElement).not.toBe(document.body); });

beforeEach(() => {
  document.body.innerHTML = `
    <h1>Inbox</h1>
    <section id="owner"><h2>Owner: you</h2><p><button id="take">Take it</button></p></section>
    <section id="rows"><ul><li><button id="row">Case 8</button></li></ul></section>`;
  stop = keepFocus(document.body);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  document.body.replaceChildren();
});

describe('somebody who works by keyboard', () => {
  test('is at the heading of the part they were in when the button they pressed has gone', async () => {
    the('#take').focus();
    goes('#take');
    await settles();
    expect(document.activeElement).toBe(the('#owner h2'));
  });

  test('is at the nearest heading above when the part has none', async () => {
    the('#row').focus();
    goes('#row');
    await settles();
    expect(document.activeElement?.textContent).toBe('Inbox');
  });

  test('is at what stood behind a dialog when the dialog and the button behind it have gone', async () => {
    the('#take').focus();
    the('#rows').insertAdjacentHTML('beforeend', '<dialog open><h2>Sure?</h2><button id="yes">Yes</button></dialog>');
    the('#yes').focus();
    goes('#take');
    goes('dialog');
    await settles();
    expect(document.activeElement).toBe(the('#owner h2'));
  });

  test('stays in an open dialog whose button has gone', async () => {
    the('#rows').insertAdjacentHTML('beforeend', '<dialog open><h2>Sure?</h2><button id="yes">Yes</button></dialog>');
    the('#yes').focus();
    goes('#yes');
    await settles();
    expect(document.activeElement).toBe(the('dialog h2'));
  });

  test('is left alone where they are when something else goes', async () => {
    vi.useFakeTimers();
    the('#row').focus();
    goes('#take');
    await vi.runAllTimersAsync();
    expect(document.activeElement).toBe(the('#row'));
  });
});
