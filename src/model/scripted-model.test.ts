import { describe, expect, it } from 'vitest';
import { Cancelled, startDeadline } from '../base/index.ts';
import type { RunEventBody } from '../contract/index.ts';
import { RoteError } from '../contract/index.ts';
import { withModelEvents } from './calling/with-model-events.ts';
import type { ModelRequest } from './port.ts';
import { createScriptedModel } from './scripted-model.ts';

const request: ModelRequest = { purpose: 'agent', system: 's', messages: [{ role: 'user', text: 'hi' }], effort: 'low' };
const deadline = startDeadline(5_000, 'the test');

describe('createScriptedModel', () => {
  it('plays its list, records its calls, and reports when the list is exhausted', async () => {
    const model = createScriptedModel([{ text: 'one' }, ({ messages }, call) => ({ text: `${call}: ${messages.length}` })]);
    expect((await model.generate(request, deadline)).text).toBe('one');
    expect((await model.generate(request, deadline)).text).toBe('2: 1');
    await expect(model.generate(request, deadline)).rejects.toThrow('no reply for call 3');
    expect(model.calls).toHaveLength(3);
  });

  it('generates call ids and respects its deadline', async () => {
    const model = createScriptedModel([{ toolCalls: [{ name: 'browser_dom', input: {} }] }, () => new Promise(() => undefined)]);
    expect((await model.generate(request, deadline)).toolCalls[0]?.id).toBe('call_1_1');
    const stop = new AbortController();
    const running = model.generate(request, startDeadline(5_000, 'the run', { signal: stop.signal }));
    stop.abort(new Cancelled());
    await expect(running).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('withModelEvents', () => {
  it('emits an event for each call and adds up the usage', async () => {
    const events: RunEventBody[] = [];
    const model = withModelEvents(
      createScriptedModel([
        { text: 'a', usage: { input: 3, output: 1 } },
        { error: new RoteError('LLM_ERROR', 'down') },
        { text: 'b', usage: { input: 4, output: 1 } },
      ]),
      async (event) => {
        events.push(event);
      },
    );
    await model.generate(request, deadline);
    await expect(model.generate(request, deadline)).rejects.toThrow('down');
    await model.generate(request, deadline);
    expect(events).toMatchObject([
      { type: 'model', model: 'scripted:model', purpose: 'agent', ok: true, tokens: { input: 3, output: 1 } },
      { ok: false, code: 'LLM_ERROR' },
      { ok: true },
    ]);
    expect(model.usage()).toMatchObject({ input: 7, output: 2 });
  });
});
