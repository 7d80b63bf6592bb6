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

function openModel(settings: Partial<ModelSettings> = {}, { url } = server) {
  const env = { ROTE_MODEL: 'openai-compatible:test', ROTE_OPENAI_COMPATIBLE_URL: url, ROTE_OPENAI_COMPATIBLE_KEY: KEY };
  return createModels({ env, retry: { baseMs: 1, random: () => 0 }, ...settings }).primary;
}

/** A deadline whose pauses resolve at once and are recorded. */
function withoutPauses(timeoutMs = 10_000): { deadline: Deadline; pauses: number[] } {
  const pauses: number[] = [];
  const real = startDeadline(timeoutMs, 'the test');
  const deadline: Deadline = {
    signal: real.signal,
    log: real.log,
    remainingMs: () => real.remainingMs(),
    within: (ms, what) => real.within(ms, what),
    throwIfEnded: () => real.throwIfEnded(),
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
  it('has its text and usage, and no cost for a model without a price', async () => {
    server.answer(says('Hello.'));
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply).toMatchObject({ text: 'Hello.', end: 'stop', toolCalls: [] });
    expect(reply.usage).toEqual({ input: 1000, cached: 600, output: 50, reasoning: 20, cost_usd: null });
  });

  it('follows a request with system text, tools, effort and key, without streaming', async () => {
    server.answer(says('ok'));
    await openModel().generate(request, withoutPauses().deadline);
    const [sent] = server.requests;
    expect(sent?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(sent?.body).toMatchObject({ model: 'test', reasoning_effort: 'medium', messages: [{ role: 'system' }, { role: 'user' }] });
    expect(sent?.body.tools).toHaveLength(1);
    expect(sent?.body.stream).toBeUndefined();
  });

  it('can call the tool', async () => {
    server.answer(calls('{"action":"click","selector":"e1"}'));
    const reply = await openModel().generate(request, withoutPauses().deadline);
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
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply.toolCalls).toEqual([expect.objectContaining({ input: {}, problem: expect.stringContaining(problem) })]);
  });

  it('treats empty arguments as an empty object', async () => {
    server.answer(calls(''));
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply.toolCalls).toEqual([{ id: 'call_0', name: 'browser_dom', input: {} }]);
  });

  it('reports arguments that were cut off at the output limit', async () => {
    server.answer(calls('{"action": "key_press", "text": "aaaa', 'length'));
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply.end).toBe('cut');
    expect(reply.toolCalls[0]?.problem).toContain('cut off');
  });

  it('can be a refusal, which is reported as one', async () => {
    server.answer(refuses('I will not.'));
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply).toMatchObject({ end: 'refused', text: 'I will not.' });
  });

  it('can be empty', async () => {
    server.answer(says(null));
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply).toMatchObject({ text: '', toolCalls: [], end: 'stop' });
  });

  it('can call a tool that does not exist', async () => {
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
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply.toolCalls).toEqual([{ id: 'x', name: 'shell', input: {} }]);
  });

  it('gets distinct call ids when the server repeats one', async () => {
    const call = { id: 'same', type: 'function', function: { name: 'browser_dom', arguments: '{}' } };
    server.answer(json(JSON.stringify({ choices: [{ message: { tool_calls: [call, call] }, finish_reason: 'tool_calls' }] })));
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply.toolCalls.map(({ id }) => id)).toEqual(['same', 'same_2']);
    expect(reply.message.native).toBeUndefined();
  });

  it('gets estimated usage when the server reports none', async () => {
    server.answer(says('word '.repeat(100), 'stop', null));
    const { usage } = await openModel().generate(request, withoutPauses().deadline);
    expect(usage.output).toBeGreaterThan(90);
    expect(usage.input).toBeGreaterThan(20);
  });

  it('has its text cut when it is huge but within the size limit', async () => {
    server.answer(says('y'.repeat(3_000_000)));
    const reply = await openModel().generate(request, withoutPauses().deadline);
    expect(reply.text.length).toBeLessThanOrEqual(200_000);
  });

  it('is abandoned beyond the size limit, not read into memory', async () => {
    server.answer(says('y'.repeat(300_000)));
    const error = await failureOf(openModel({ maxAnswerBytes: 100_000 }).generate(request, withoutPauses().deadline));
    expect(error.code).toBe('LLM_ERROR');
    expect(error.message).toContain('too large');
    expect(server.requests).toHaveLength(1);
  });
});

describe('a provider that fails', () => {
  it('is retried after its retry-after', async () => {
    server.answer(fails(429, 'slow down', { 'retry-after': '7' }), says('ok'));
    const { deadline, pauses } = withoutPauses();
    expect((await openModel().generate(request, deadline)).text).toBe('ok');
    expect(pauses).toEqual([7000]);
  });

  it.each([
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after': 'nonsense' }, 0.5],
    [{}, 0.5],
  ])('is retried after %o', async (headers, expected) => {
    server.answer(fails(503, 'busy', headers as Record<string, string>), says('ok'));
    const { deadline, pauses } = withoutPauses();
    await openModel().generate(request, deadline);
    expect(pauses).toEqual([expected]);
  });

  it('is retried after a retry-after that is a date', async () => {
    const now = Date.parse('2026-11-23T10:00:00Z');
    server.answer(fails(429, 'later', { 'retry-after': 'Mon, 23 Nov 2026 10:00:04 GMT' }), says('ok'));
    const { deadline, pauses } = withoutPauses();
    await openModel({ clock: { now: () => now } }).generate(request, deadline);
    expect(pauses).toEqual([4000]);
  });

  it('is not waited for beyond the deadline', async () => {
    server.answer(fails(429, 'slow down', { 'retry-after': '3600' }));
    const { deadline, pauses } = withoutPauses();
    const error = await failureOf(openModel().generate(request, deadline));
    expect(error).toMatchObject({ code: 'LLM_ERROR', details: { status: 429, retry_after_ms: 3_600_000 } });
    expect(error.message).toContain('too late');
    expect(pauses).toEqual([]);
  });

  it('is called three times when it answers 500, with growing pauses', async () => {
    server.answer(fails(500, 'boom'));
    const { deadline, pauses } = withoutPauses();
    const error = await failureOf(openModel({ retry: { baseMs: 100, random: () => 1 } }).generate(request, deadline));
    expect(error).toMatchObject({ code: 'LLM_ERROR', details: { status: 500 } });
    expect(server.requests).toHaveLength(3);
    expect(pauses).toEqual([100, 200]);
  });

  it('is retried when it cuts the connection', async () => {
    server.answer(cuts, says('ok'));
    expect((await openModel().generate(request, withoutPauses().deadline)).text).toBe('ok');
  });

  it.each([
    ['not JSON', json('<html>gateway</html>')],
    ['JSON of another kind', json('{"hello": 1}')],
    ['no choices', json('{"choices": []}')],
    ['an empty body', json('')],
  ])('is retried when it answers %s', async (_what, nonsense) => {
    server.answer(nonsense, says('ok'));
    expect((await openModel().generate(request, withoutPauses().deadline)).text).toBe('ok');
  });

  it('is abandoned when it stalls beyond the limit of one attempt', async () => {
    // A separate server, because an abandoned request may arrive after this test.
    const own = await startWireServer();
    own.answer(stalls, says('ok'));
    expect((await openModel({ callTimeoutMs: 1_000 }, own).generate(request, withoutPauses().deadline)).text).toBe('ok');
    own.answer(stalls);
    const error = await failureOf(openModel({ callTimeoutMs: 60 }, own).generate(request, withoutPauses().deadline));
    expect(error.message).toContain('did not answer within 0.1 s');
    await own.close();
  });

  it('is reported as unreachable when nothing listens', async () => {
    const model = createModels({
      env: { ROTE_MODEL: 'openai-compatible:test', ROTE_OPENAI_COMPATIBLE_URL: 'http://127.0.0.1:9/v1' },
      retry: { baseMs: 1 },
    }).primary;
    const error = await failureOf(model.generate(request, withoutPauses().deadline));
    expect(error.code).toBe('LLM_ERROR');
    expect(error.message).toContain('could not be reached');
  });

  it('is not retried when the account has no credit', async () => {
    server.answer(fails(429, 'You exceeded your quota', {}, 'insufficient_quota'));
    await failureOf(openModel().generate(request, withoutPauses().deadline));
    expect(server.requests).toHaveLength(1);
  });
});

describe('a request that is refused', () => {
  it('for its key is SETUP_FAILED, which names the variable and never the key', async () => {
    server.answer(fails(401, `Incorrect API key provided: ${KEY}. Also sk-cana***9a7c.`));
    const error = await failureOf(openModel().generate(request, withoutPauses().deadline));
    expect(error.code).toBe('SETUP_FAILED');
    expect(error.message).toContain('ROTE_OPENAI_COMPATIBLE_KEY');
    const printed = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
    expect(printed).not.toContain('canary');
    expect(printed).not.toContain('sk-cana');
    expect(printed).not.toContain('You are a test.');
    expect(server.requests).toHaveLength(1);
  });

  it('for its model name is SETUP_FAILED', async () => {
    server.answer(fails(404, 'no such model'));
    expect(await failureOf(openModel().generate(request, withoutPauses().deadline))).toMatchObject({ code: 'SETUP_FAILED' });
  });

  it('for its reasoning effort is repeated without, and so are later ones', async () => {
    const picky = (response: Parameters<typeof stalls>[0], wire: Parameters<typeof stalls>[1]) =>
      ('reasoning_effort' in wire.body ? fails(400, 'Unknown parameter: reasoning_effort') : says('ok'))(response, wire);
    server.answer(picky);
    const model = openModel();
    expect((await model.generate(request, withoutPauses().deadline)).text).toBe('ok');
    expect((await model.generate(request, withoutPauses().deadline)).text).toBe('ok');
    expect(server.requests.map(({ body }) => 'reasoning_effort' in body)).toEqual([true, false, false]);
  });

  it('for another reason is an LLM_ERROR after one attempt without effort', async () => {
    server.answer(fails(400, 'context length exceeded'));
    const error = await failureOf(openModel().generate(request, withoutPauses().deadline));
    expect(error).toMatchObject({ code: 'LLM_ERROR', details: { status: 400 } });
    expect(server.requests).toHaveLength(2);
  });
});

describe('cancellation and time', () => {
  it('end a running call at once with their reason', async () => {
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

  it('keep a call from starting after the deadline has ended', async () => {
    server.answer(says('ok'));
    const over = startDeadline(10_000, 'the run', { signal: AbortSignal.abort(new Error('over')) });
    await expect(openModel().generate(request, over)).rejects.toThrow('over');
    expect(server.requests).toHaveLength(0);
  });
});

describe('the circuit breaker on the wire', () => {
  it('keeps calls away from a provider that failed three times, then tries one', async () => {
    let now = 0;
    const model = openModel({ clock: { now: () => now }, retry: { attempts: 1 } });
    server.answer(fails(500, 'boom'));
    for (let call = 0; call < 3; call += 1) await failureOf(model.generate(request, withoutPauses().deadline));
    expect(await failureOf(model.generate(request, withoutPauses().deadline))).toMatchObject({
      details: { circuit: 'open', retry_in_ms: 30_000 },
    });
    expect(server.requests).toHaveLength(3);
    now = 30_000;
    server.answer(says('back'));
    expect((await model.generate(request, withoutPauses().deadline)).text).toBe('back');
    expect((await model.generate(request, withoutPauses().deadline)).text).toBe('back');
  });

  it('is shared by the primary and the utility model of a provider', async () => {
    const env = { ROTE_OPENAI_COMPATIBLE_URL: server.url };
    const models = createModels({ env, model: 'openai-compatible:big', utilityModel: 'openai-compatible:small', retry: { attempts: 1 } });
    server.answer(fails(500, 'boom'));
    for (let call = 0; call < 3; call += 1) await failureOf(models.primary.generate(request, withoutPauses().deadline));
    expect(await failureOf(models.utility.generate(request, withoutPauses().deadline))).toMatchObject({ details: { circuit: 'open' } });
  });

  it('does not count refused requests', async () => {
    const model = openModel({ retry: { attempts: 1 } });
    server.answer(fails(401, 'no'));
    for (let call = 0; call < 5; call += 1) await failureOf(model.generate(request, withoutPauses().deadline));
    server.answer(says('ok'));
    expect((await model.generate(request, withoutPauses().deadline)).text).toBe('ok');
  });
});
