import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deadline, startDeadline } from '../base/index.ts';
import { RoteError } from '../contract/index.ts';
import type { ModelRequest } from './port.ts';
import { createModels, type ModelSettings } from './providers/create-models.ts';
import { calls, cuts, fails, json, refuses, says, stalls, startWireServer, type WireServer } from './testing/wire-server.ts';

const KEY = 'sk-canary-5f1e9a7c';
const request: ModelRequest = {
  purpose: 'agent',
  system: 'You are a test.',
  messages: [{ role: 'user', text: 'Do it.' }],
  tools: [
    { name: 'browser_dom', description: 'The browser.', inputSchema: { type: 'object', properties: { action: { type: 'string' } } } },
  ],
  effort: 'medium',
};

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.close());

function openModel(settings: Partial<ModelSettings> = {}) {
  const env = { ROTE_MODEL: 'openai-compatible:test', ROTE_OPENAI_COMPATIBLE_URL: server.url, ROTE_OPENAI_COMPATIBLE_KEY: KEY };
  return createModels({ env, retry: { baseMs: 1, random: () => 0 }, ...settings }).primary;
}

/** A deadline whose pauses pass at once and are written down. */
function hurried(timeoutMs = 10_000): { deadline: Deadline; pauses: number[] } {
  const pauses: number[] = [];
  const real = startDeadline(timeoutMs, 'the test');
  const deadline: Deadline = {
    signal: real.signal,
    log: real.log,
    remainingMs: () => real.remainingMs(),
    within: (ms, what) => real.within(ms, what),
    throwIfOver: () => real.throwIfOver(),
    race: (work) => real.race(work),
    pause: async (ms) => {
      pauses.push(ms);
    },
    end: () => real.end(),
    [Symbol.dispose]: () => real.end(),
  };
  return { deadline, pauses };
}

async function failureOf(work: Promise<unknown>): Promise<RoteError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RoteError);
  return error as RoteError;
}

describe('an answer over the wire', () => {
  it('comes with its text, its usage, and without a price for a model that has none', async () => {
    server.answer(says('Hello.'));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply).toMatchObject({ text: 'Hello.', end: 'stop', toolCalls: [] });
    expect(reply.usage).toEqual({ input: 1000, cached: 600, output: 50, reasoning: 20, cost_usd: null });
  });

  it('carries system, tools, effort and the key, and nothing is streamed', async () => {
    server.answer(says('ok'));
    await openModel().generate(request, hurried().deadline);
    const [sent] = server.requests;
    expect(sent?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(sent?.body).toMatchObject({ model: 'test', reasoning_effort: 'medium', messages: [{ role: 'system' }, { role: 'user' }] });
    expect(sent?.body.tools).toHaveLength(1);
    expect(sent?.body.stream).toBeUndefined();
  });

  it('may call the tool', async () => {
    server.answer(calls('{"action":"click","selector":"e1"}'));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply).toMatchObject({ end: 'tool_calls', toolCalls: [{ name: 'browser_dom', input: { action: 'click', selector: 'e1' } }] });
  });

  it.each([
    ['{"action": "click", ', 'not a JSON object'],
    ['["click"]', 'not a JSON object'],
    ['"click"', 'not a JSON object'],
    ['12', 'not a JSON object'],
    ['null', 'not a JSON object'],
  ])('says what is wrong with the arguments %s', async (broken, problem) => {
    server.answer(calls(broken));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply.toolCalls).toEqual([expect.objectContaining({ input: {}, problem: expect.stringContaining(problem) })]);
  });

  it('takes empty arguments for an empty object', async () => {
    server.answer(calls(''));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply.toolCalls).toEqual([{ id: 'call_0', name: 'browser_dom', input: {} }]);
  });

  it('says that the arguments were cut when the answer hit its limit', async () => {
    server.answer(calls('{"action": "key_press", "text": "aaaa', 'length'));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply.end).toBe('cut');
    expect(reply.toolCalls[0]?.problem).toContain('cut off');
  });

  it('may be a refusal, which is said as such', async () => {
    server.answer(refuses('I will not.'));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply).toMatchObject({ end: 'refused', text: 'I will not.' });
  });

  it('may be empty', async () => {
    server.answer(says(null));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply).toMatchObject({ text: '', toolCalls: [], end: 'stop' });
  });

  it('may call a tool that does not exist', async () => {
    server.answer(
      json(
        JSON.stringify({
          choices: [
            {
              message: { tool_calls: [{ id: 'x', type: 'function', function: { name: 'shell', arguments: '{}' } }] },
              finish_reason: 'tool_calls',
            },
          ],
        }),
      ),
    );
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply.toolCalls).toEqual([{ id: 'x', name: 'shell', input: {} }]);
  });

  it('gets different ids when a server gives all calls the same one', async () => {
    const call = { id: 'same', type: 'function', function: { name: 'browser_dom', arguments: '{}' } };
    server.answer(json(JSON.stringify({ choices: [{ message: { tool_calls: [call, call] }, finish_reason: 'tool_calls' }] })));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply.toolCalls.map(({ id }) => id)).toEqual(['same', 'same_2']);
    expect(reply.message.native).toBeUndefined();
  });

  it('without usage is estimated, so that budgets hold', async () => {
    server.answer(says('x'.repeat(400), 'stop', null));
    const { usage } = await openModel().generate(request, hurried().deadline);
    expect(usage.output).toBeGreaterThan(90);
    expect(usage.input).toBeGreaterThan(20);
  });

  it('that is huge but within the limit is cut to what can be used', async () => {
    server.answer(says('y'.repeat(3_000_000)));
    const reply = await openModel().generate(request, hurried().deadline);
    expect(reply.text.length).toBeLessThanOrEqual(200_000);
  });

  it('beyond the limit is given up, not read into memory', async () => {
    server.answer(says('y'.repeat(300_000)));
    const error = await failureOf(openModel({ maxAnswerBytes: 100_000 }).generate(request, hurried().deadline));
    expect(error.code).toBe('LLM_ERROR');
    expect(error.message).toContain('too large');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a provider that fails', () => {
  it('is asked again after what it asked for with retry-after', async () => {
    server.answer(fails(429, 'slow down', { 'retry-after': '7' }), says('ok'));
    const { deadline, pauses } = hurried();
    expect((await openModel().generate(request, deadline)).text).toBe('ok');
    expect(pauses).toEqual([7000]);
  });

  it.each([
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after': 'nonsense' }, 0.5],
    [{}, 0.5],
  ])('is asked again after %o', async (headers, expected) => {
    server.answer(fails(503, 'busy', headers as Record<string, string>), says('ok'));
    const { deadline, pauses } = hurried();
    await openModel().generate(request, deadline);
    expect(pauses).toEqual([expected]);
  });

  it('may give retry-after as a date', async () => {
    const now = Date.parse('2026-11-23T10:00:00Z');
    server.answer(fails(429, 'later', { 'retry-after': 'Mon, 23 Nov 2026 10:00:04 GMT' }), says('ok'));
    const { deadline, pauses } = hurried();
    await openModel({ clock: { now: () => now } }).generate(request, deadline);
    expect(pauses).toEqual([4000]);
  });

  it('is not waited for beyond the deadline', async () => {
    server.answer(fails(429, 'slow down', { 'retry-after': '3600' }));
    const { deadline, pauses } = hurried();
    const error = await failureOf(openModel().generate(request, deadline));
    expect(error).toMatchObject({ code: 'LLM_ERROR', details: { status: 429, retry_after_ms: 3_600_000 } });
    expect(error.message).toContain('too late');
    expect(pauses).toEqual([]);
  });

  it('with 500 is asked three times, waiting longer each time', async () => {
    server.answer(fails(500, 'boom'));
    const { deadline, pauses } = hurried();
    const error = await failureOf(openModel({ retry: { baseMs: 100, random: () => 1 } }).generate(request, deadline));
    expect(error).toMatchObject({ code: 'LLM_ERROR', details: { status: 500 } });
    expect(server.requests).toHaveLength(3);
    expect(pauses).toEqual([100, 200]);
  });

  it('that cuts the connection is asked again', async () => {
    server.answer(cuts, says('ok'));
    expect((await openModel().generate(request, hurried().deadline)).text).toBe('ok');
  });

  it.each([
    ['not JSON', json('<html>gateway</html>')],
    ['JSON of another kind', json('{"hello": 1}')],
    ['no choices', json('{"choices": []}')],
    ['an empty body', json('')],
  ])('that answers %s is asked again', async (_what, nonsense) => {
    server.answer(nonsense, says('ok'));
    expect((await openModel().generate(request, hurried().deadline)).text).toBe('ok');
  });

  it('that stalls is given up after the limit of one attempt', async () => {
    server.answer(stalls, says('ok'));
    expect((await openModel({ callTimeoutMs: 150 }).generate(request, hurried().deadline)).text).toBe('ok');
    server.answer(stalls);
    const error = await failureOf(openModel({ callTimeoutMs: 60 }).generate(request, hurried().deadline));
    expect(error.message).toContain('did not answer within 0.1 s');
  });

  it('that is not there is an error that says so', async () => {
    const model = createModels({
      env: { ROTE_MODEL: 'openai-compatible:test', ROTE_OPENAI_COMPATIBLE_URL: 'http://127.0.0.1:9/v1' },
      retry: { baseMs: 1 },
    }).primary;
    const error = await failureOf(model.generate(request, hurried().deadline));
    expect(error.code).toBe('LLM_ERROR');
    expect(error.message).toContain('could not be reached');
  });

  it('for want of money is not asked again', async () => {
    server.answer(fails(429, 'You exceeded your quota', {}, 'insufficient_quota'));
    await failureOf(openModel().generate(request, hurried().deadline));
    expect(server.requests).toHaveLength(1);
  });
});

describe('a request that is refused', () => {
  it('for its key is a matter of set-up that names the variable and never the key', async () => {
    server.answer(fails(401, `Incorrect API key provided: ${KEY}. Also sk-cana***9a7c.`));
    const error = await failureOf(openModel().generate(request, hurried().deadline));
    expect(error.code).toBe('SETUP_FAILED');
    expect(error.message).toContain('ROTE_OPENAI_COMPATIBLE_KEY');
    const printed = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
    expect(printed).not.toContain('canary');
    expect(printed).not.toContain('sk-cana');
    expect(printed).not.toContain('You are a test.');
    expect(server.requests).toHaveLength(1);
  });

  it('for its model name says so', async () => {
    server.answer(fails(404, 'no such model'));
    expect(await failureOf(openModel().generate(request, hurried().deadline))).toMatchObject({ code: 'SETUP_FAILED' });
  });

  it('with a reasoning effort is repeated without, and stays so', async () => {
    const picky = (response: Parameters<typeof stalls>[0], wire: Parameters<typeof stalls>[1]) =>
      ('reasoning_effort' in wire.body ? fails(400, 'Unknown parameter: reasoning_effort') : says('ok'))(response, wire);
    server.answer(picky);
    const model = openModel();
    expect((await model.generate(request, hurried().deadline)).text).toBe('ok');
    expect((await model.generate(request, hurried().deadline)).text).toBe('ok');
    expect(server.requests.map(({ body }) => 'reasoning_effort' in body)).toEqual([true, false, false]);
  });

  it('for something else is an LLM_ERROR without another attempt but the one without effort', async () => {
    server.answer(fails(400, 'context length exceeded'));
    const error = await failureOf(openModel().generate(request, hurried().deadline));
    expect(error).toMatchObject({ code: 'LLM_ERROR', details: { status: 400 } });
    expect(server.requests).toHaveLength(2);
  });
});

describe('cancellation and time', () => {
  it('end a running call at once with their own reason', async () => {
    server.answer(stalls);
    const stop = new AbortController();
    const deadline = startDeadline(10_000, 'the run', { signal: stop.signal });
    const reason = new Error('stopped by a person');
    const running = openModel().generate(request, deadline);
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('end a wait between attempts', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped by a person');
    server.answer((response, wire) => {
      fails(503, 'busy', { 'retry-after': '5' })(response, wire);
      response.on('close', () => stop.abort(reason));
    });
    const running = openModel().generate(request, startDeadline(60_000, 'the run', { signal: stop.signal }));
    await expect(running).rejects.toBe(reason);
  });

  it('keep a call from starting when the deadline is over', async () => {
    server.answer(says('ok'));
    const over = startDeadline(10_000, 'the run', { signal: AbortSignal.abort(new Error('over')) });
    await expect(openModel().generate(request, over)).rejects.toThrow('over');
    expect(server.requests).toHaveLength(0);
  });
});

describe('the circuit breaker on the wire', () => {
  it('keeps calls from a provider that failed three times, then tries one', async () => {
    let now = 0;
    const model = openModel({ clock: { now: () => now }, retry: { attempts: 1 } });
    server.answer(fails(500, 'boom'));
    for (let call = 0; call < 3; call += 1) await failureOf(model.generate(request, hurried().deadline));
    expect(await failureOf(model.generate(request, hurried().deadline))).toMatchObject({
      details: { circuit: 'open', retry_in_ms: 30_000 },
    });
    expect(server.requests).toHaveLength(3);
    now = 30_000;
    server.answer(says('back'));
    expect((await model.generate(request, hurried().deadline)).text).toBe('back');
    expect((await model.generate(request, hurried().deadline)).text).toBe('back');
  });

  it('is shared by the primary and the utility model of a provider', async () => {
    const env = { ROTE_OPENAI_COMPATIBLE_URL: server.url };
    const models = createModels({ env, model: 'openai-compatible:big', utilityModel: 'openai-compatible:small', retry: { attempts: 1 } });
    server.answer(fails(500, 'boom'));
    for (let call = 0; call < 3; call += 1) await failureOf(models.primary.generate(request, hurried().deadline));
    expect(await failureOf(models.utility.generate(request, hurried().deadline))).toMatchObject({ details: { circuit: 'open' } });
  });

  it('does not count refused requests', async () => {
    const model = openModel({ retry: { attempts: 1 } });
    server.answer(fails(401, 'no'));
    for (let call = 0; call < 5; call += 1) await failureOf(model.generate(request, hurried().deadline));
    server.answer(says('ok'));
    expect((await model.generate(request, hurried().deadline)).text).toBe('ok');
  });
});
