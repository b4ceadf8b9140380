import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { copy } from '../src/copy.ts';
import { ShiftRule } from '../src/leaving.ts';

/** Presses keys one by one, each at its time, and says whether any of them left the page. */
function leaves(keys: [key: string, at: number][]): boolean {
  const rule = new ShiftRule();
  return keys.map(([key, at]) => {
    rule.key({ type: 'keydown', key }, at);
    return rule.key({ type: 'keyup', key }, at + 50);
  }).some(Boolean);
}

describe('Shift', () => {
  it('does not leave when a capital letter is written each time', () => {
    const rule = new ShiftRule();
    const left = [0, 500, 1_000, 1_500].map((at) => {
      rule.key({ type: 'keydown', key: 'Shift' }, at);
      rule.key({ type: 'keydown', key: 'H' }, at + 50);
      rule.key({ type: 'keyup', key: 'H' }, at + 90);
      return rule.key({ type: 'keyup', key: 'Shift' }, at + 100);
    });
    expect(left).not.toContain(true);
  });

  it('does not leave when another key comes between', () => {
    expect(leaves([['Shift', 0], ['Shift', 300], ['a', 600], ['Shift', 900]])).toBe(false);
  });

  it('does not leave when three presses take longer than five seconds', () => {
    expect(leaves([['Shift', 0], ['Shift', 2_600], ['Shift', 5_200]])).toBe(false);
  });

  it('does not leave when it is held down', () => {
    const rule = new ShiftRule();
    for (let at = 0; at < 3_000; at += 30) rule.key({ type: 'keydown', key: 'Shift', repeat: at > 0 }, at);
    expect(rule.key({ type: 'keyup', key: 'Shift' }, 3_000)).toBe(false);
  });

  it('does not leave at the second press', () => {
    expect(leaves([['Shift', 0], ['Shift', 300]])).toBe(false);
  });

  it('leaves at the third press within five seconds', () => {
    expect(leaves([['Shift', 0], ['Shift', 1_000], ['Shift', 4_900]])).toBe(true);
  });

  it('leaves when the last three of four came fast', () => {
    expect(leaves([['Shift', 0], ['Shift', 6_000], ['Shift', 7_000], ['Shift', 8_000]])).toBe(true);
  });
});

describe('the page before any script has come', () => {
  const html = readFileSync(new URL('../index.html', import.meta.url), 'utf8');

  it('has a plain link to leave by, before anything else that can be pressed', () => {
    const [first] = /<(?:a|button|input|textarea|select)\b[^>]*>/.exec(html) ?? [];
    expect(first).toContain('href="https://');
    expect(first).toContain('data-leave');
    expect(html).toContain(`>${copy.leave.button}</a>`);
  });

  it('says nothing in its title', () => {
    expect(html).toContain(`<title>${copy.title}</title>`);
  });

  it('has no script or style of its own, which the policy would refuse', () => {
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
  });

  it('calls the button for help as the page does', () => {
    expect(html).toContain(`>${copy.common.help}</button>`);
  });
});
