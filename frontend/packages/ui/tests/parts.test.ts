// @vitest-environment happy-dom
import { createRawSnippet, flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { announce, announced, silence } from '../src/announcements.svelte.ts';
import Announcer from '../src/Announcer.svelte';
import Button from '../src/Button.svelte';
import ChatLog from '../src/ChatLog.svelte';
import Checkboxes from '../src/Checkboxes.svelte';
import Chip from '../src/Chip.svelte';
import Dialog from '../src/Dialog.svelte';
import ErrorSummary from '../src/ErrorSummary.svelte';
import LinkButton from '../src/LinkButton.svelte';
import Message from '../src/Message.svelte';
import Radios from '../src/Radios.svelte';
import TextArea from '../src/TextArea.svelte';
import TextField from '../src/TextField.svelte';
import { reactive } from './reactive.svelte.ts';

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

let shown: Record<string, unknown>[] = [];
function show<Props extends Record<string, unknown>>(part: Component<Props>, props: Props): HTMLElement {
  const target = document.createElement('div');
  document.body.append(target);
  shown.push(mount(part, { target, props }));
  flushSync();
  return target;
}
const the = (inside: ParentNode, selector: string): HTMLElement =>
  inside.querySelector<HTMLElement>(selector) ?? expect.fail(`nothing is ${selector}`);

beforeEach(silence);
async function takeAway(): Promise<void> {
  await Promise.all(shown.map((part) => unmount(part)));
  shown = [];
}
afterEach(async () => {
  await takeAway();
  document.body.replaceChildren();
});

describe('a mistake', () => {
  test('is heard first, named in words, and leads to its field', () => {
    const field = show(TextField, { id: 'email', label: 'E-mail address', error: 'Enter your e-mail address' });
    const summary = show(ErrorSummary, { errors: [{ text: 'Enter your e-mail address', field: 'email' }] });
    expect(document.activeElement).toBe(the(summary, '[role=alert]'));
    expect(the(summary, 'h2').textContent).toBe('There is a problem');
    the(summary, 'a').click();
    expect(document.activeElement).toBe(the(field, 'input'));
    expect(location.hash).toBe('');
    expect(the(field, 'input').getAttribute('aria-invalid')).toBe('true');
    expect(the(field, `#${the(field, 'input').getAttribute('aria-describedby') ?? ''}`).textContent).toBe('Enter your e-mail address');
  });

  test('that is not there takes no room and no focus', () => {
    expect(show(ErrorSummary, { errors: [] }).textContent.trim()).toBe('');
    expect(document.activeElement).toBe(document.body);
  });
});

describe('a question', () => {
  const choices = [
    { value: 'yes', label: 'Yes, I am safe' },
    { value: 'no', label: 'No, someone is in danger' },
  ];

  test('has no answer until somebody gives one', () => {
    const question = show(Radios, { id: 'safe', legend: 'Are you safe right now?', level: 1, choices });
    expect(question.querySelector('input:checked')).toBeNull();
    expect(the(question, 'fieldset legend h1').getAttribute('tabindex')).toBe('-1');
    expect(the(question, '#safe').getAttribute('type')).toBe('radio');
  });

  test('can take several answers', () => {
    const props = reactive({ id: 'topics', legend: 'What is it about?', choices, values: [] as string[] });
    const question = show(Checkboxes, props);
    for (const box of question.querySelectorAll('input')) box.click();
    flushSync();
    expect(props.values).toEqual(['yes', 'no']);
  });
});

describe('a field', () => {
  test.each([
    ['a line', () => the(show(TextField, { id: 'words', label: 'Your words' }), 'input')],
    ['a text', () => the(show(TextArea, { id: 'tell', label: 'Tell us', most: 100 }), 'textarea')],
  ])('for %s is checked by no browser that would send it to its maker, and is not remembered', (_, field) => {
    expect(field().getAttribute('spellcheck')).toBe('false');
    expect(field().getAttribute('autocomplete')).toBe('off');
  });

  test('says how much is left only near the end, and aloud only after a pause', () => {
    vi.useFakeTimers();
    const props = reactive({ id: 'tell', label: 'Tell us', most: 10, value: 'x' });
    const area = show(TextArea, props);
    expect(the(area, '[aria-hidden=true]').hidden).toBe(true);
    props.value = 'x'.repeat(12);
    flushSync();
    expect(the(area, '[aria-hidden=true]').textContent).toBe('Make it 2 letters shorter.');
    expect(the(area, '[role=status]').textContent).toBe('');
    vi.advanceTimersByTime(1000);
    flushSync();
    expect(the(area, '[role=status]').textContent).toBe('Make it 2 letters shorter.');
    vi.useRealTimers();
  });
});

describe('a button', () => {
  test('that is busy keeps the focus and does nothing', () => {
    const press = vi.fn();
    const button = the(show(Button, { children: words('Send'), busy: true, onclick: press }), 'button');
    button.focus();
    button.click();
    expect(press).not.toHaveBeenCalled();
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(document.activeElement).toBe(button);
  });

  test('that leads out says so and tells the other site nothing', () => {
    const link = the(show(LinkButton, { href: 'https://example.org/', newTab: true, children: words('Report Remove') }), 'a');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(link.getAttribute('referrerpolicy')).toBe('no-referrer');
    expect(link.textContent).toContain('(opens in a new tab)');
  });
});

describe('a talk', () => {
  const row = createRawSnippet<[{ id: string; text: string }]>((entry) => ({ render: () => `<p>${entry().text}</p>` }));

  test('says each new message once, and neither what was there before nor the reader’s own', () => {
    const props = reactive({
      label: 'Chat',
      entries: [{ id: '1', text: 'Hi' }],
      row,
      spoken: ({ text }: { text: string }) => (text === 'mine' ? null : `Robin: ${text}`),
    });
    const announcer = show(Announcer, {});
    const log = show(ChatLog, props);
    expect(the(log, '[role=log]').getAttribute('aria-live')).toBe('off');
    props.entries = [...props.entries, { id: '2', text: 'mine' }, { id: '3', text: 'How are you?' }];
    flushSync();
    expect(announced().map(({ text }) => text)).toEqual(['Robin: How are you?']);
    expect(the(announcer, '[aria-live=polite]').textContent).toBe('Robin: How are you?');
  });

  test('takes what was said aloud along when it leaves the page', async () => {
    const props = reactive({ label: 'Chat', entries: [] as { id: string; text: string }[], row, spoken: ({ text }: { text: string }) => text });
    show(ChatLog, props);
    props.entries = [{ id: '1', text: 'How are you?' }];
    flushSync();
    expect(announced()).toHaveLength(1);
    await takeAway();
    expect(announced()).toEqual([]);
  });

  test('keeps nothing of what was said aloud once it is over', () => {
    for (const number of [1, 2, 3, 4, 5, 6, 7]) announce(`line ${number}`);
    expect(announced().length).toBeLessThanOrEqual(5);
    silence();
    expect(announced()).toEqual([]);
  });

  test('shows what people wrote as words, in the direction they wrote it', () => {
    const message = show(Message, { name: 'Robin', text: '<img src=x onerror=alert(1)> https://bad.example' });
    expect(message.querySelector('img, a')).toBeNull();
    expect(the(message, '.text').getAttribute('dir')).toBe('auto');
    expect(the(message, 'bdi').textContent).toBe('Robin');
  });
});

test('a dialog is modal, is named by its heading, and can be made to want an answer', () => {
  const close = vi.fn();
  const dialog = the(show(Dialog, { heading: 'Have you kept your words?', close, firm: true, children: words('…') }), 'dialog');
  expect(dialog.hasAttribute('open')).toBe(true);
  expect(document.getElementById(dialog.getAttribute('aria-labelledby') ?? '')?.textContent).toBe('Have you kept your words?');
  const escape = new Event('cancel', { cancelable: true });
  dialog.dispatchEvent(escape);
  expect(escape.defaultPrevented).toBe(true);
  expect(dialog.querySelector('header button')).toBeNull();
});

test.each(['urgent', 'high', 'medium', 'low'] as const)('the risk %s is a word and a shape, not a colour alone', (risk) => {
  const chip = show(Chip, { risk });
  expect(chip.textContent.toLowerCase()).toContain(risk);
  expect(the(chip, 'svg path').getAttribute('d')).toBeTruthy();
});
