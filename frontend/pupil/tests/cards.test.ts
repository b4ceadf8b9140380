import { afterEach, describe, expect, it, vi } from 'vitest';

import { PATIENCE_MS, Page } from '../src/page.svelte.ts';

/** The piece with the cards, which the line brings when a test says so. */
const piece = vi.hoisted(() => {
  let bring: (found: boolean) => void = () => undefined;
  const asked = new Promise<boolean>((resolve) => { bring = resolve; });
  return { asked, bring: (found: boolean) => { bring(found); } };
});

vi.mock('../src/mentoring.ts', async () => {
  if (!(await piece.asked)) throw new Error('the line broke');
  return {};
});

const SCHOOL = {
  exit_url: 'https://example.org/', pastoral_topics: [], topics: { labels: {}, hidden: [], adults: [], added: [] }, routes: ['safeguarding'], testing: false, demo: false,
  status: { state: 'open', adults_live: true, pastoral_live: false, mentors_live: true },
};

/** A pupil who has answered everything up to whom they would like to talk to. */
async function choosing(): Promise<Page> {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(SCHOOL)));
  vi.stubGlobal('reportError', () => undefined);
  const page = new Page('hillcrest', null, () => undefined);
  await page.loadSchool();
  page.safe = 'yes';
  page.picked = ['settling'];
  page.want = 'mentor';
  for (const question of ['safe', 'topics', 'tell'] as const) page.answered(question);
  expect(page.step).toBe('who');
  return page;
}

afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

describe('a pupil who would like a mentor, before the cards have come', () => {
  it('waits for them, because only they ask for the year of whom the pupil shall not meet', async () => {
    const page = await choosing();
    page.answered('who');
    expect(page.step).toBe('mentor');
  });

  it('is asked nothing that cannot be shown when they never come, and Back leads to a step that can', async () => {
    vi.useFakeTimers();
    const page = await choosing();
    page.answered('who');
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(page.step).toBe('check');
    page.back();
    expect(page.step).toBe('who');
  });

  it('goes on at once when the line breaks', async () => {
    const page = await choosing();
    page.answered('who');
    piece.bring(false);
    await vi.waitFor(() => { expect(page.step).toBe('check'); });
  });
});
