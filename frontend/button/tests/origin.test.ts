// @vitest-environment happy-dom
import { expect, test } from 'vitest';

test('a script that cannot say where it came from makes no link, and the school’s own link stays', async () => {
  // As when a school pastes the code into its page: there is no script with an address.
  await import('../src/button.ts');
  document.body.innerHTML = '<hark-button school="hillcrest"><a href="https://hark.example/s/hillcrest">Report a problem</a></hark-button>';
  expect(customElements.get('hark-button')).toBeDefined();
  expect(document.querySelector('hark-button')?.innerHTML).toContain('https://hark.example/s/hillcrest');
  expect(document.querySelectorAll('a')).toHaveLength(1);
});
