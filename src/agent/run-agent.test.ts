import { describe, expect, it } from 'vitest';
import { Cancelled, DeadlineExceeded, startDeadline } from '../base/index.ts';
import { RoteError } from '../contract/index.ts';
import type { ActionRequest } from '../dispatch/index.ts';
import type { AgentTask } from './agent-types.ts';
import { act, acts, done, runScripted } from './testing/harness.ts';

const stepFailed = { error: { code: 'STEP_FAILED', message: 'The element e9 is not there any more.' } } as const;

describe('a successful job', () => {
  it('acts, observes again, and ends with what was verified', async () => {
    const { result, requests, events } = await runScripted({
      turns: [act('click', { selector: 'e1' }), done({ data: { status: 'Cancelled' } })],
    });
    expect(result).toMatchObject({
      status: 'success',
      summary: 'The order is cancelled.',
      verified: 'The row of 10234 says "Cancelled".',
      data: { status: 'Cancelled' },
      steps: 2,
    });
    expect(result.error).toBeUndefined();
    expect(requests).toEqual([
      { command: { action: 'click', selector: 'e1', button: 'left', count: 1 }, driver: 'agent', description: 'click e1' },
    ]);
    expect(events.filter(({ type }) => type === 'agent_step')).toHaveLength(2);
    expect(result.tokens.input).toBeGreaterThan(0);
  });

  it('sends rules, task, page and progress in an order that can be cached', async () => {
    const { model } = await runScripted({ turns: [act('click', { selector: 'e1' }), done()], credentialNames: ['password'] });
    const [first, second] = model.calls;
    expect(second?.system).toBe(first?.system);
    expect(second?.tools).toEqual(first?.tools);
    expect(second?.messages[0]).toEqual(first?.messages[0]);
    expect(first?.messages[0]).toMatchObject({ role: 'user', cache: true, text: expect.stringContaining('Cancel order #10234') });
    expect(first?.messages[0]).toMatchObject({ text: expect.stringContaining('{credential:password}') });
    const last = second?.messages.at(-1);
    expect(last).toMatchObject({
      role: 'tool',
      results: [{ text: expect.stringMatching(/Step 2 of 50[\s\S]*The page now:\n<<page>>page 2/) }],
    });
  });

  it('executes the calls of one answer in order while the page stays the same', async () => {
    const { requests } = await runScripted({
      turns: [
        acts(['key_press', { selector: 'e1', text: 'a' }], ['key_press', { selector: 'e2', text: 'b' }], ['click', { selector: 'e3' }]),
        done(),
      ],
    });
    expect(requests.map(({ command }) => command.action)).toEqual(['key_press', 'key_press', 'click']);
  });
});

describe('several calls in one answer', () => {
  it('are skipped once the page changed', async () => {
    const { requests, model } = await runScripted({
      turns: [acts(['click', { selector: 'e1' }], ['click', { selector: 'e2' }], ['click', { selector: 'e3' }]), done()],
      answer: { pageChanged: true },
    });
    expect(requests).toHaveLength(1);
    const answers = model.calls[1]?.messages.at(-1);
    expect(answers).toMatchObject({
      role: 'tool',
      results: [
        { failed: false },
        { failed: true, text: expect.stringContaining('page changed') },
        { failed: true, text: expect.stringContaining('page changed') },
      ],
    });
  });

  it('are skipped after the first failure, so a half-filled form is not submitted', async () => {
    const { requests } = await runScripted({
      turns: [acts(['key_press', { selector: 'e1', text: 'x' }], ['click', { selector: 'e2' }]), done({ success: false })],
      answer: stepFailed,
    });
    expect(requests.map(({ command }) => command.action)).toEqual(['key_press']);
  });

  it('are skipped after the first invalid one', async () => {
    const { requests } = await runScripted({ turns: [acts(['fly'], ['click', { selector: 'e2' }]), done()] });
    expect(requests).toEqual([]);
  });

  it('are skipped after the tenth', async () => {
    const many = Array.from({ length: 100 }, (): [string, Record<string, unknown>] => ['click', { selector: 'e1' }]);
    const { requests, model } = await runScripted({ turns: [acts(...many), done()] });
    expect(requests).toHaveLength(10);
    const answers = model.calls[1]?.messages.at(-1);
    expect(answers?.role === 'tool' && answers.results.length).toBe(12);
  });

  it('must not include done, because the model has not seen the results of the others', async () => {
    const both = { toolCalls: [...(act('click', { selector: 'e1' }).toolCalls ?? []), ...(done().toolCalls ?? [])] };
    const { result, requests, prompt } = await runScripted({ turns: [both, done()] });
    expect(requests).toHaveLength(1);
    expect(prompt(2)).toContain('call done alone');
    expect(result).toMatchObject({ status: 'success', steps: 2 });
  });
});

describe('a reported success', () => {
  it('is doubted once after a failed action', async () => {
    const { result, prompt } = await runScripted({ turns: [act('click', { selector: 'e9' }), done(), done()], answer: stepFailed });
    expect(prompt(3)).toContain('Your last action failed, yet you report success');
    expect(result).toMatchObject({ status: 'success', steps: 3 });
  });

  it('is doubted after an invalid call', async () => {
    const { prompt } = await runScripted({ turns: [act('fly'), done(), done()] });
    expect(prompt(3)).toContain('Your last action failed');
  });

  it('is accepted at once after a failure was corrected', async () => {
    const { result } = await runScripted({
      turns: [act('click', { selector: 'e9' }), act('click', { selector: 'e1' }), done()],
      answer: (_request, count) => (count === 1 ? stepFailed : {}),
    });
    expect(result).toMatchObject({ status: 'success', steps: 3 });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a word', 'yes'],
    ['not a text', true],
    ['no quotes', "The order's status changed and isn't open any more."],
    ['what was never seen', 'The page says "Refunded"'],
    ['one quote that was seen and one that was not', '"Cancelled", and "Refunded" too'],
    ['a part of a word', 'The status is "Cancel"'],
  ])('is doubted three times and then rejected if it is verified with %s', async (_what, verified) => {
    const { result, prompt } = await runScripted({ turns: () => done({ verified }) });
    expect(prompt(2)).toMatch(/must quote|is not in what the page showed you/);
    expect(result).toMatchObject({
      status: 'failure',
      steps: 4,
      error: { code: 'STEP_FAILED', message: expect.stringContaining('its answer is rejected') },
    });
  });

  it('is accepted once it has a verification', async () => {
    const { result } = await runScripted({ turns: [done({ verified: '' }), act('extract'), done()] });
    expect(result).toMatchObject({ status: 'success', verified: 'The row of 10234 says "Cancelled".' });
  });

  it('is doubted for two reasons in one message', async () => {
    const { result, prompt } = await runScripted({
      turns: [act('click', { selector: 'e9' }), done({ verified: '' }), done()],
      answer: stepFailed,
    });
    expect(prompt(3)).toMatch(/last action failed[\s\S]*must quote/);
    expect(result.status).toBe('success');
  });

  it.each([
    ['in an observation', { observe: async () => ({ text: 'row: cell "CANCELLED"', url: '', title: '' }) }],
    ['around a ref', { observe: async () => ({ text: 'Order [e7 link "10234"] was can[e8 link "cel"]led', url: '', title: '' }) }],
    ['in an output', { observe: async () => ({ text: '', url: '', title: '' }), answer: { output: 'Status:  cancelled' } }],
  ])('is accepted at once if it quotes what was seen %s', async (_where, options) => {
    const { result } = await runScripted({ turns: [act('extract'), done()], ...options });
    expect(result).toMatchObject({ status: 'success', steps: 2 });
  });

  it('does not count in words alone', async () => {
    const { result, prompt } = await runScripted({ turns: [{ text: 'Done! The order is cancelled.' }, done()] });
    expect(prompt(2)).toContain('an answer in words does nothing');
    expect(result).toMatchObject({ status: 'success', steps: 2 });
  });

  it('is returned to the model if it is incomplete', async () => {
    const { result, prompt } = await runScripted({ turns: [act('done', { summary: 'ok' }), act('done', { success: 'true' }), done()] });
    expect(prompt(2)).toContain('\\"success\\" (true or false)');
    expect(prompt(3)).toContain('\\"summary\\"');
    expect(result.status).toBe('success');
  });
});

describe('a success of a job that changes something', () => {
  /** A page whose order is open until something was sent; the moments are those of one request and its answer. */
  const job = (more: Partial<AgentTask> & { sends?: number; objection?: string; stale?: boolean } = {}) => {
    const { sends = 1, objection, stale = false, ...task } = more;
    let moment = 0;
    const text = () => (moment > 0 && !stale ? 'Order 10234, status "Cancelled"' : 'Order 10234, status "Open"');
    return {
      mustChange: true,
      changes: { now: () => moment, soFar: async () => (moment === 0 ? undefined : { first: 1, last: moment, objection }) },
      observe: async () => ({ text: text(), url: 'http://shop.test/orders', title: '', at: moment }),
      answer: ({ command }: ActionRequest) => {
        if (command.action === 'click' && sends > 0) moment += 2;
        return command.action === 'goto' ? { pageChanged: true } : {};
      },
      ...task,
    };
  };
  const says = (quote: string, more = {}) => done({ verified: `It says "${quote}"`, ...more });

  it('is accepted once the page shows what the change made true', async () => {
    const { result } = await runScripted({ ...job(), turns: [act('click', { selector: 'e1' }), says('Cancelled')] });
    expect(result).toMatchObject({ status: 'success', steps: 2 });
  });

  it('is refused without an action, and without anything sent', async () => {
    const none = await runScripted({ ...job(), turns: () => says('Open') });
    expect(none.prompt(2)).toContain('You sent nothing that changes anything');
    expect(none.result).toMatchObject({ status: 'failure', steps: 4 });
    const idle = await runScripted({
      ...job({ sends: 0 }),
      turns: (_, call) => (call === 1 ? act('click', { selector: 'e1' }) : says('Open')),
    });
    expect(idle.result).toMatchObject({ status: 'failure', error: { message: expect.stringContaining('You sent nothing') } });
  });

  it('needs no change if the agent says so and quotes the state', async () => {
    const { result } = await runScripted({ ...job(), turns: [says('Open', { unchanged: true })] });
    expect(result).toMatchObject({ status: 'success', unchanged: true });
    const invented = await runScripted({ ...job(), turns: () => says('Cancelled', { unchanged: true }) });
    expect(invented.result.status).toBe('failure');
  });

  it('is refused if the quote was seen only before the change', async () => {
    const { result, prompt } = await runScripted({
      ...job(),
      turns: (_, call) => (call === 1 ? act('click', { selector: 'e1' }) : says(call < 3 ? 'Open' : 'Cancelled')),
    });
    expect(prompt(3)).toContain('was seen only before your last change');
    expect(result).toMatchObject({ status: 'success', steps: 3 });
  });

  it('is asked to read back what the page showed before already, and accepted then', async () => {
    const { result, prompt } = await runScripted({
      ...job({ stale: true }),
      turns: [act('click', { selector: 'e1' }), says('Open'), act('goto', { url: '/orders/10234' }), says('Open')],
    });
    expect(prompt(3)).toContain('Read the change back');
    expect(result).toMatchObject({ status: 'success', steps: 4 });
  });

  it('is doubted once if the application answered with an error', async () => {
    const { result, prompt } = await runScripted({
      ...job({ objection: 'POST /save was answered with 500' }),
      turns: (_, call) => (call === 1 ? act('click', { selector: 'e1' }) : says('Cancelled')),
    });
    expect(prompt(3)).toContain('POST /save was answered with 500');
    expect(result).toMatchObject({ status: 'success', steps: 3 });
  });

  it('goes back to the agent once if something else does not hold', async () => {
    const confirmSuccess = async () => ({ code: 'STEP_FAILED' as const, message: 'The total is missing.' });
    const { result, prompt } = await runScripted({
      ...job({ confirmSuccess }),
      turns: (_, call) => (call === 1 ? act('click', { selector: 'e1' }) : says('Cancelled')),
    });
    expect(prompt(3)).toContain('The total is missing.');
    expect(result).toMatchObject({ status: 'failure', steps: 3, error: { message: 'The total is missing.' } });
  });
});

describe('a reported failure', () => {
  it('is the result, with its reason, and is not doubted', async () => {
    const { result } = await runScripted({ turns: [done({ success: false, summary: 'There is no order 10234.', verified: undefined })] });
    expect(result).toMatchObject({
      status: 'failure',
      summary: 'There is no order 10234.',
      error: { code: 'STEP_FAILED', message: 'There is no order 10234.' },
    });
  });
});

describe('unusable answers', () => {
  it.each([
    ['empty', { text: '' }, 'empty'],
    ['cut off', { text: 'Let me', end: 'cut' as const }, 'cut off'],
    ['with another tool', { toolCalls: [{ name: 'shell', input: { command: 'ls' } }] }, 'there is no tool'],
    ['with an unknown action', act('evaluate', { script: 'alert(1)' }), 'There is no action'],
    ['without an action', { toolCalls: [{ name: 'browser_dom', input: { selector: 'e1' } }] }, 'is missing'],
    [
      'with broken arguments',
      { toolCalls: [{ name: 'browser_dom', input: {}, problem: 'the arguments are not a JSON object' }] },
      'not a JSON object',
    ],
    ['with a missing argument', act('click'), 'click needs'],
    ['with an argument of another action', act('click', { selector: 'e1', url: 'http://x' }), 'click takes no'],
  ])('(%s) execute nothing, and the reply says what is wrong', async (_what, reply, words) => {
    const { result, requests, prompt } = await runScripted({ turns: [reply, done()] });
    expect(prompt(2)).toContain(words);
    expect(requests).toEqual([]);
    expect(result.status).toBe(words === 'empty' || words === 'cut off' ? 'success' : 'error');
  });

  it('end the run at the third in a row, with the last answer', async () => {
    const { result, model } = await runScripted({ turns: () => ({ text: 'I am thinking about it.' }) });
    expect(model.calls).toHaveLength(3);
    expect(result).toMatchObject({
      status: 'error',
      error: { code: 'LLM_ERROR', message: expect.stringContaining('I am thinking about it.') },
    });
  });

  it('are counted from the last usable one', async () => {
    const { result } = await runScripted({
      turns: [
        { text: '' },
        { text: '' },
        act('click', { selector: 'e1' }),
        { text: '' },
        { text: '' },
        act('click', { selector: 'e1' }),
        done(),
      ],
    });
    expect(result.status).toBe('success');
  });

  it('that decline the job end the run at the second', async () => {
    const refusal = { text: 'I cannot help with that.', end: 'refused' as const };
    const { result, model, prompt } = await runScripted({ turns: () => refusal });
    expect(prompt(2)).toContain('You declined');
    expect(model.calls).toHaveLength(2);
    expect(result).toMatchObject({
      status: 'failure',
      error: { code: 'LLM_ERROR', message: expect.stringContaining('I cannot help with that.') },
    });
  });

  it('may contain empty values for arguments that do not apply', async () => {
    const { requests } = await runScripted({
      turns: [act('click', { selector: 'e1', url: '', text: null, actions: [], success: false }), done()],
    });
    expect(requests[0]?.command).toEqual({ action: 'click', selector: 'e1', button: 'left', count: 1 });
  });
});

describe('budgets', () => {
  it('of steps end the run with a summary of its last actions', async () => {
    const { result, requests, prompt } = await runScripted({ turns: () => act('click', { selector: 'e1' }), budgets: { maxSteps: 4 } });
    expect(requests).toHaveLength(4);
    expect(result).toMatchObject({
      status: 'budget',
      steps: 4,
      error: { code: 'GUARDRAIL_BLOCKED', details: { budget: 'steps', limit: 4 } },
    });
    expect(result.summary).toContain('click e1');
    expect(prompt(4)).toContain('Only 1 left');
  });

  it('of tokens end the run', async () => {
    const { result } = await runScripted({
      turns: () => ({ ...act('click', { selector: 'e1' }), usage: { input: 900, output: 100 } }),
      budgets: { maxSteps: 50, maxTokens: 3_000 },
    });
    expect(result).toMatchObject({
      status: 'budget',
      steps: 3,
      tokens: { input: 2_700, output: 300 },
      error: { details: { budget: 'tokens' } },
    });
  });

  it('of money end the run', async () => {
    const { result } = await runScripted({
      turns: () => ({ ...act('click', { selector: 'e1' }), usage: { cost_usd: 0.02 } }),
      budgets: { maxSteps: 50, maxCostUsd: 0.05 },
    });
    expect(result).toMatchObject({ status: 'budget', steps: 3, error: { details: { budget: 'cost_usd' } } });
  });

  it('of money end the run after the first answer if the model has no price', async () => {
    const { result } = await runScripted({
      turns: () => ({ ...act('click', { selector: 'e1' }), usage: { cost_usd: null } }),
      budgets: { maxSteps: 50, maxCostUsd: 1 },
    });
    expect(result).toMatchObject({
      status: 'error',
      steps: 1,
      error: { code: 'SETUP_FAILED', message: expect.stringContaining('ROTE_PRICES') },
    });
  });
});

describe('effort', () => {
  it('is full for two steps, reduced after three successes, and full again after an error', async () => {
    const click = act('click', { selector: 'e1' });
    const { model } = await runScripted({
      turns: [click, click, click, click, click, click, click, click, click, done()],
      effort: 'high',
      answer: (_request, count) => (count === 5 ? stepFailed : {}),
    });
    expect(model.calls.map(({ effort }) => effort)).toEqual(['high', 'high', 'high', 'low', 'low', 'high', 'high', 'high', 'low', 'low']);
  });
});

describe('a run ends early', () => {
  it('when the dispatcher finds it stuck', async () => {
    const { result, model } = await runScripted({
      turns: () => act('click', { selector: 'e1' }),
      answer: (_request, count) => (count === 3 ? { ok: false, stop: { code: 'STUCK', message: 'The same click seven times.' } } : {}),
    });
    expect(model.calls).toHaveLength(3);
    expect(result).toMatchObject({
      status: 'stuck',
      error: { code: 'STUCK' },
      summary: expect.stringContaining('The same click seven times.'),
    });
  });

  it('when the dispatcher stops it in the middle of an answer', async () => {
    const { result, requests } = await runScripted({
      turns: [acts(['click', { selector: 'e1' }], ['click', { selector: 'e2' }])],
      answer: { ok: false, stop: { code: 'GUARDRAIL_BLOCKED', message: 'Too many errors.' } },
    });
    expect(requests).toHaveLength(1);
    expect(result).toMatchObject({ status: 'error', error: { code: 'GUARDRAIL_BLOCKED' } });
  });

  it.each(['model', 'action', 'observation'] as const)('when a person cancels it during the %s', async (where) => {
    const stop = new AbortController();
    const deadline = startDeadline(10_000, 'the run', { signal: stop.signal });
    const cancel = () => stop.abort(new Cancelled('stopped by a person'));
    const never = () => {
      queueMicrotask(cancel);
      return new Promise<never>(() => undefined);
    };
    const { result } = await runScripted({
      deadline,
      turns: where === 'model' ? never : () => act('click', { selector: 'e1' }),
      answer: where === 'action' ? () => deadline.race(never()) : {},
      ...(where === 'observation' && { observe: never }),
    });
    expect(result).toMatchObject({ status: 'error', error: { code: 'RUN_TERMINATED', message: 'stopped by a person' } });
  });

  it('when its deadline passes, with the tokens used so far', async () => {
    const stop = new AbortController();
    const { result } = await runScripted({
      deadline: startDeadline(10_000, 'the run', { signal: stop.signal }),
      turns: [{ ...act('click', { selector: 'e1' }), usage: { input: 10, output: 5 } }, { text: 'never asked' }],
      answer: () => {
        stop.abort(new DeadlineExceeded('the run', 10_000));
        return {};
      },
    });
    expect(result).toMatchObject({ status: 'error', steps: 1, tokens: { input: 10, output: 5 }, error: { code: 'TIMEOUT' } });
  });

  it('when the model fails permanently', async () => {
    const { result } = await runScripted({
      turns: [act('click', { selector: 'e1' }), { error: new RoteError('LLM_ERROR', 'The provider is down.') }],
    });
    expect(result).toMatchObject({
      status: 'error',
      steps: 1,
      error: { code: 'LLM_ERROR' },
      summary: expect.stringContaining('Last actions: 1. click'),
    });
  });

  it('when it throws an unexpected error, which becomes its result', async () => {
    const { result } = await runScripted({
      turns: [act('click', { selector: 'e1' })],
      answer: () => {
        throw new TypeError('x is not a function');
      },
    });
    expect(result).toMatchObject({ status: 'error', error: { code: 'INTERNAL_ERROR' } });
  });
});

describe('a run continues', () => {
  it('after the dispatcher throws an expected error, which is a failed action', async () => {
    const { result, prompt } = await runScripted({
      turns: [act('click', { selector: 'e1' }), done({ success: false })],
      answer: () => {
        throw new RoteError('STEP_FAILED', 'The tab has crashed.');
      },
    });
    expect(prompt(2)).toContain('FAILED: The tab has crashed.');
    expect(result.status).toBe('failure');
  });

  it('after an observation fails, with the error in the prompt', async () => {
    const { result, prompt } = await runScripted({
      turns: [act('goto', { url: 'http://shop.test' }), done({ success: false })],
      observe: async () => {
        throw new RoteError('STEP_FAILED', 'The page has crashed.');
      },
    });
    expect(prompt(1)).toContain('The page cannot be read now: The page has crashed.');
    expect(result.status).toBe('failure');
  });

  it('with a report of what the browser did on its own', async () => {
    const { prompt } = await runScripted({
      turns: [act('click', { selector: 'e1' }), done()],
      answer: { notices: ['A confirm dialog was accepted: "Sure?"'] },
    });
    expect(prompt(2)).toContain('The browser reports: <<page>>A confirm dialog was accepted');
  });
});

describe('a URL', () => {
  it.each([
    ['/orders/5?x=1#y', 'http://shop.test/orders/5?x=1#y'],
    ['?page=2', 'http://shop.test/orders?page=2'],
    ['//evil.test/x', 'http://evil.test/x'],
    ['http://other.test/', 'http://other.test/'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['orders', 'orders'],
  ])('%s becomes %s before the guard checks it', async (url, whole) => {
    const { requests } = await runScripted({
      turns: [act('goto', { url }), act('execute_sequence', { actions: [{ action: 'goto', url }] }), done()],
    });
    const goto = { action: 'goto', url: whole };
    expect(requests.map(({ command }) => command)).toEqual([goto, { action: 'execute_sequence', actions: [goto] }]);
  });
});

describe('secrets', () => {
  it('are removed from everything that is sent to the model [REDACT-11]', async () => {
    const { model } = await runScripted({
      directive: 'Log in with hunter2',
      promptExtension: 'The password is hunter2.',
      redact: (text) => text.replaceAll('hunter2', '[secret]'),
      observe: async () => ({ text: 'value "hunter2"', url: 'http://shop.test/?pw=hunter2', title: 'hunter2' }),
      turns: [
        act('click', { selector: 'e1', note: 'pw hunter2' }),
        act('extract'),
        act('click', { selector: 'e2' }),
        act('click', { selector: 'e2' }),
        act('click', { selector: 'e2' }),
        done(),
      ],
      answer: { text: 'typed hunter2', output: 'hunter2', notices: ['dialog hunter2'], url: 'http://shop.test/?pw=hunter2' },
    });
    const sent = model.calls.map(({ system, messages }) => system + JSON.stringify(messages.filter(({ role }) => role !== 'assistant')));
    expect(sent.join('\n')).not.toContain('hunter2');
    expect(sent[1]).toContain('[secret]');
  });
});
