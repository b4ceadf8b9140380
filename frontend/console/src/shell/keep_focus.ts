/**
 * Where somebody is who works by keyboard or listens. When what has the focus goes (a button that has done its work, a row
 * that a colleague took, the button behind a dialog), a browser puts the focus back at the top of the page, and they begin
 * again from there. This puts it at the heading of the part that they were in, which is read to them and goes on from there.
 */
export function keepFocus(body: HTMLElement): () => void {
  /** What had the focus and all that it stood in, innermost first; in a dialog, then those of whatever opened it. */
  let trail: readonly HTMLElement[] = [];
  let soon: ReturnType<typeof setTimeout> | undefined;

  function note({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return;
    const dialog = target.closest('dialog');
    const own = around(target, dialog ?? body);
    if (dialog === null) trail = own;
    else trail = [...own, ...trail.filter((one) => one.closest('dialog') !== dialog)];
  }

  function mend(): void {
    const [last] = trail;
    const open = [...body.querySelectorAll('dialog')].at(-1);
    if (last === undefined || usable(last) || body.ownerDocument.activeElement !== body) return;
    const left = trail.filter((one) => usable(one) && (open === undefined || open.contains(one)));
    const place = left.map(headingOf).find((heading) => heading !== null) ?? left[0];
    if (place === undefined) return;
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
    // Whoever points rather than types has the part before their eyes: nothing jumps.
    place.focus({ preventScroll: true });
  }

  const watch = new MutationObserver(() => {
    clearTimeout(soon);
    // A screen that knows better moves the focus itself, as part of what it draws.
    soon = setTimeout(mend);
  });
  body.addEventListener('focusin', note);
  watch.observe(body, { childList: true, subtree: true });
  return () => {
    clearTimeout(soon);
    watch.disconnect();
    body.removeEventListener('focusin', note);
  };
}

function around(target: HTMLElement, outermost: HTMLElement): HTMLElement[] {
  const found = [target];
  for (let one = target; one !== outermost && one.parentElement !== null; one = one.parentElement) found.push(one.parentElement);
  return found;
}

const usable = (one: HTMLElement): boolean => one.isConnected && one.checkVisibility();

function headingOf(part: HTMLElement): HTMLElement | null {
  return [...part.querySelectorAll<HTMLElement>('h1, h2, h3')].find((heading) => heading.checkVisibility()) ?? null;
}
