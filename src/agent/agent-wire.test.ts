import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeadline } from '../base/index.ts';
import { createModels } from '../model/index.ts';
import { calls, cuts, fails, refuses, says, stalls, startWireServer, type WireServer } from '../model/testing/wire-server.ts';
import { runAgent } from './run-agent.ts';
import { testActions } from './testing/harness.ts';

const DONE = JSON.stringify({ action: 'done', success: true, summary: 'Read it.', verified: 'The heading says "Orders".' });
const CLICK = JSON.stringify({ action: 'click', selector: 'e1' });

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.close());

/** Runs the agent through the model room and HTTP. `callTimeoutMs` limits a stalled call. */
async function run(callTimeoutMs = 60_000) {
  const { primary } = createModels({
    env: { ROTE_MODEL: 'openai-compatible:test', ROTE_OPENAI_COMPATIBLE_URL: server.url },
    retry: { baseMs: 1 },
    callTimeoutMs,
  });
  const clicked: unknown[] = [];
  const result = await runAgent(
    {
      model: primary,
      dispatcher: {
        run: async ({ command }) => {
          clicked.push(command);
          return { ok: true, text: 'Clicked.', performed: 'yes', urlBefore: '', url: 'http://shop.test/', pageChanged: false, notices: [] };
        },
      },
      observe: async () => ({ text: 'heading "Orders"', url: 'http://shop.test/', title: 'Orders' }),
      marks: { wrap: (text) => `<<page>>${text}<</page>>`, explanation: 'Marks.' },
      redact: (text) => text,
      scope: { actions: testActions, allowedDomains: null },
      emit: async () => undefined,
      directive: 'Read the heading',
      budgets: { maxSteps: 10 },
    },
    startDeadline(100_000, 'the test'),
  );
  return { result, clicked };
}

describe('the agent over the wire', () => {
  it.each([
    ['a tool call', [calls(CLICK)]],
    ['broken JSON arguments', [calls('{"action": "cli'), calls(CLICK)]],
    ['two calls in one answer', [calls([CLICK, CLICK])]],
    ['429 with retry-after', [fails(429, 'slow', { 'retry-after-ms': '5' }), calls(CLICK)]],
    ['500', [fails(500, 'boom'), fails(502, 'boom'), calls(CLICK)]],
    ['a cut connection', [cuts, calls(CLICK)]],
    ['one refusal', [refuses('I would rather not.'), calls(CLICK)]],
    ['an empty answer', [says(null), says(''), calls(CLICK)]],
    ['a huge answer', [says('word '.repeat(200_000)), calls(CLICK)]],
    ['an answer in words', [says('I will click now.'), calls(CLICK)]],
  ])('continues after %s', async (_what, answers) => {
    server.answer(...answers, calls(DONE));
    const { result, clicked } = await run();
    expect(result).toMatchObject({ status: 'success', verified: 'The heading says "Orders".' });
    expect(clicked[0]).toMatchObject({ action: 'click', selector: 'e1' });
    const last = JSON.stringify(server.requests.at(-1)?.body);
    expect(last.length).toBeLessThan(60_000);
  });

  it('continues after a stall', async () => {
    server.answer(stalls, calls(CLICK), calls(DONE));
    const { result, clicked } = await run(3_000);
    expect(result).toMatchObject({ status: 'success' });
    expect(clicked).toEqual([{ action: 'click', selector: 'e1', button: 'left', count: 1 }]);
  });

  it('ends with LLM_ERROR when the provider stays down', async () => {
    server.answer(fails(500, 'boom'));
    expect((await run()).result).toMatchObject({ status: 'error', error: { code: 'LLM_ERROR', details: { status: 500 } } });
  });

  it('ends with SETUP_FAILED when the key is rejected', async () => {
    server.answer(fails(401, 'who are you'));
    expect((await run()).result).toMatchObject({ status: 'error', error: { code: 'SETUP_FAILED' } });
  });
});
