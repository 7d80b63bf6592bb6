import { describe, expect, test } from 'vitest';
import { Cancelled, noDeadline, startDeadline } from '../../base/index.ts';
import type { BrowserSession } from '../../browser/index.ts';
import { actionFailure, type ErrorBody, type FailureReason, type LedgerState } from '../../contract/index.ts';
import type { ActionOutcome, Dispatcher } from '../../dispatch/index.ts';
import { parsePlaybook, type Step } from '../../playbook/index.ts';
import { SecretBook } from '../../secrets/index.ts';
import { PlaybookDialogs } from '../dialogs/playbook-dialogs.ts';
import { EffectWatch } from '../effects/effect-watch.ts';
import { Ledger } from '../effects/ledger.ts';
import { runStep } from './run-step.ts';

const outcome = (change: Partial<ActionOutcome>): ActionOutcome => ({
  ok: true,
  text: '',
  performed: 'yes',
  urlBefore: 'http://shop.test/',
  url: 'http://shop.test/',
  pageChanged: false,
  notices: [],
  ...change,
});
const works = (output = 'status: cancelled') => outcome({ output });
const fails = (performed: ActionOutcome['performed'], code: ErrorBody['code'] = 'STEP_FAILED', reason?: FailureReason) =>
  outcome({ ok: false, performed, error: { code, message: 'It failed.', failure: reason && actionFailure(reason, performed) } });

/** An API step: it needs no element, and its output can be verified without a page. */
function step(yaml: string): Step {
  const parsed = parsePlaybook(
    `id: p\nname: P\nsteps:\n  - { action: api_request, request: { method: POST, url: 'http://shop.test/' }, ${yaml} }\n`,
    'p.yaml',
  );
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.playbook.steps[0]!;
}

/** A browser whose pages send nothing. */
const session = {
  currentUrl: () => 'http://shop.test/',
  documents: () => 1,
  requestsInFlight: () => 0,
  writesSent: () => 0,
  decideDialogs: () => undefined,
  traffic: {
    onSent: () => () => undefined,
    reactions: () => 0,
    isUnderWay: () => false,
    answersSince: () => [],
    known: async () => undefined,
  },
} as unknown as BrowserSession;

const watch = (ledger: Ledger) => new EffectWatch({ session, ledger, secrets: new SecretBook(), reads: [], log: noDeadline.log });

/** Runs a step whose actions have these outcomes, in order. */
async function run(yaml: string, outcomes: ActionOutcome[], deadline = noDeadline) {
  let asked = 0;
  const moves: string[] = [];
  const ledger = new Ledger(async (event) => void moves.push('state' in event ? String(event.state) : event.type));
  const dispatcher: Dispatcher = {
    run: async () => {
      const next = outcomes[asked++];
      if (next === undefined) throw new Error('the action was executed once too often');
      return next;
    },
    assertReadable: () => undefined,
    flushScreenshots: async () => undefined,
  };
  const effects = watch(ledger);
  const end = await runStep(
    { session, dispatcher, secrets: new SecretBook(), ledger, effects, dialogs: new PlaybookDialogs(session), values: {} },
    step(yaml),
    3,
    deadline,
  );
  return { end, asked, moves, state: ledger.state('3') };
}

const VERIFY = 'verify: { expect_output_contains: cancelled }';

describe('a step without an effect', () => {
  test.each<[string, string, ActionOutcome[], { asked: number; status: string; final: boolean }]>([
    ['works', '', [works()], { asked: 1, status: 'ok', final: false }],
    ['fails once', '', [fails('maybe'), works()], { asked: 2, status: 'ok', final: false }],
    ['fails twice', '', [fails('maybe'), fails('maybe')], { asked: 2, status: 'failed', final: false }],
    ['fails with on_failure: abort', ', on_failure: abort', [fails('maybe')], { asked: 1, status: 'failed', final: false }],
    ['cannot work', '', [fails('no', 'VALIDATION_FAILED')], { asked: 1, status: 'failed', final: false }],
    ['meets a CAPTCHA', '', [fails('no', 'CAPTCHA_FAILED')], { asked: 1, status: 'failed', final: false }],
    ['is refused by a guardrail', '', [fails('no', 'GUARDRAIL_BLOCKED')], { asked: 1, status: 'failed', final: true }],
    ['has lost its browser', '', [fails('maybe', 'STEP_FAILED', 'browser_gone')], { asked: 1, status: 'failed', final: true }],
    ['has lost its tab', '', [fails('maybe', 'STEP_FAILED', 'tab_crashed')], { asked: 1, status: 'failed', final: false }],
    [
      'is stuck',
      '',
      [outcome({ ok: false, error: { code: 'STUCK', message: '' }, stop: { code: 'STUCK', message: '' } })],
      { asked: 1, status: 'failed', final: true },
    ],
    ['fails its verification once', `, ${VERIFY}`, [works('status: paid'), works()], { asked: 2, status: 'ok', final: false }],
  ])('that %s', async (_what, yaml, outcomes, expected) => {
    const { end, asked, moves, state } = await run(`effect: none${yaml}`, outcomes);
    expect({ asked, status: end.result.status, final: end.final }).toEqual(expected);
    expect(end.result.attempts).toBe(asked);
    // Reading leaves nothing in the ledger.
    expect([moves, state]).toEqual([[], undefined]);
  });
});

describe('a step with an effect', () => {
  test.each<[string, string, ActionOutcome[], { asked: number; moves: string[]; state: LedgerState | undefined; status: string }]>([
    ['works', '', [works()], { asked: 1, moves: ['intended', 'committed'], state: 'committed', status: 'ok' }],
    ['works as verified', VERIFY, [works()], { asked: 1, moves: ['intended', 'committed', 'verified'], state: 'verified', status: 'ok' }],
    [
      'is not verified',
      VERIFY,
      [works('paid')],
      { asked: 1, moves: ['intended', 'committed', 'unknown'], state: 'unknown', status: 'failed' },
    ],
    [
      'provably never reached the page',
      '',
      [fails('no'), works()],
      { asked: 2, moves: ['intended', 'withdrawn', 'intended', 'committed'], state: 'committed', status: 'ok' },
    ],
    [
      'never reached the page, twice',
      '',
      [fails('no'), fails('no')],
      { asked: 2, moves: ['intended', 'withdrawn', 'intended', 'withdrawn'], state: undefined, status: 'failed' },
    ],
    ['failed on the way', '', [fails('maybe')], { asked: 1, moves: ['intended', 'unknown'], state: 'unknown', status: 'failed' }],
    ['failed after it was sent', '', [fails('yes')], { asked: 1, moves: ['intended', 'unknown'], state: 'unknown', status: 'failed' }],
    [
      'failed on the way, to be retried',
      'on_failure: retry',
      [fails('maybe')],
      { asked: 1, moves: ['intended', 'unknown'], state: 'unknown', status: 'failed' },
    ],
    [
      'was refused',
      '',
      [fails('no', 'GUARDRAIL_BLOCKED')],
      { asked: 1, moves: ['intended', 'withdrawn'], state: undefined, status: 'failed' },
    ],
  ])('that %s is sent at most once when it may have arrived [LEDGER-03]', async (_what, yaml, outcomes, expected) => {
    const { end, asked, moves, state } = await run(`effect: write${yaml && `, ${yaml}`}`, outcomes);
    expect({ asked, moves, state, status: end.result.status }).toEqual(expected);
    expect(end.result.effect).toBe(state);
  });

  test('an API request is one unless it reads, or the playbook says otherwise [LEDGER-07]', async () => {
    expect((await run('on_failure: abort', [works()])).state).toBe('committed');
    expect((await run('effect: none', [works()])).state).toBeUndefined();
  });
});

test('a cancelled run does nothing, retries nothing and is final', async () => {
  using over = startDeadline(1_000, 'the test', { signal: AbortSignal.abort(new Cancelled()) });
  const { end, asked, moves } = await run('effect: write', [], over);
  expect({ asked, moves, final: end.final, status: end.result.status }).toEqual({ asked: 0, moves: [], final: true, status: 'failed' });
});

test('a placeholder without a value is an error, and nothing is sent', async () => {
  const parsed = step('effect: write');
  if (parsed.action !== 'api_request') throw new Error('it is an API step');
  const unbound: Step = { ...parsed, request: { ...parsed.request, url: 'http://shop.test/{order_status}' } };
  const ledger = new Ledger(async () => undefined);
  const dispatcher: Dispatcher = {
    run: () => Promise.reject(new Error('sent')),
    assertReadable: () => undefined,
    flushScreenshots: async () => undefined,
  };
  const end = await runStep(
    { session, dispatcher, secrets: new SecretBook(), ledger, effects: watch(ledger), dialogs: new PlaybookDialogs(session), values: {} },
    unbound,
    1,
    noDeadline,
  );
  expect(end.result).toMatchObject({ status: 'failed', attempts: 0, error: { code: 'VALIDATION_FAILED' } });
  expect(ledger.entries()).toEqual([]);
});
