import { expect, test } from 'vitest';

import { confirmed, StepUp } from '../src/step_up/step_up.svelte.ts';

const answer = (status: number, code?: string): Response => new Response(JSON.stringify({ code }), { status });

/** A server that answers these in turn, and how often it was asked. */
function server(...answers: Response[]): { send: () => Promise<Response>; asked: () => number } {
  let asked = 0;
  return { send: () => Promise.resolve(answers[asked++] ?? answer(500)), asked: () => asked };
}

async function dialogOf(stepUp: StepUp): Promise<void> {
  while (!stepUp.asked) await Promise.resolve();
}

test('a person who does not confirm hears the refusal, and the call is not sent again', async () => {
  const stepUp = new StepUp();
  const { send, asked } = server(answer(403, 'confirm_first'), answer(200));
  const called = confirmed(send, stepUp);
  await dialogOf(stepUp);
  stepUp.settle(false);
  expect(await (await called).json()).toEqual({ code: 'confirm_first' });
  expect(asked()).toBe(1);
});

test('another refusal asks for nothing', async () => {
  const stepUp = new StepUp();
  const { send } = server(answer(403, 'forbidden'));
  expect(await (await confirmed(send, stepUp)).json()).toEqual({ code: 'forbidden' });
  expect(stepUp.asked).toBe(false);
});

test('a call that is still refused after a yes is not asked about for ever', async () => {
  const stepUp = new StepUp();
  const { send, asked } = server(answer(403, 'confirm_first'), answer(403, 'confirm_first'));
  const called = confirmed(send, stepUp);
  await dialogOf(stepUp);
  stepUp.settle(true);
  expect((await called).status).toBe(403);
  expect(asked()).toBe(2);
  expect(stepUp.asked).toBe(false);
});

test('a yes sends the call once more, and two calls at once share one dialog', async () => {
  const stepUp = new StepUp();
  const first = server(answer(403, 'confirm_first'), answer(200));
  const second = server(answer(403, 'confirm_first'), answer(200));
  const calls = [confirmed(first.send, stepUp), confirmed(second.send, stepUp)];
  await dialogOf(stepUp);
  await new Promise((done) => setTimeout(done));
  stepUp.settle(true);
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200]);
});
