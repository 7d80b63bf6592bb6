import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeadline } from '../base/index.ts';
import type { ModelMessage, ModelRequest } from './port.ts';
import { createModels } from './providers/create-models.ts';
import { json, startWireServer, type WireServer } from './testing/wire-server.ts';

const picture = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const conversation: ModelMessage[] = [
  { role: 'user', text: 'The task.', cache: true },
  { role: 'assistant', text: 'I look.', toolCalls: [{ id: 'call_1', name: 'browser_dom', input: { action: 'screenshot' } }] },
  { role: 'tool', results: [{ callId: 'call_1', name: 'browser_dom', text: 'A picture.', failed: false, image: picture }] },
];
const request: ModelRequest = {
  purpose: 'agent',
  system: 'Static rules.',
  messages: conversation,
  tools: [
    { name: 'browser_dom', description: 'The browser.', inputSchema: { type: 'object', properties: { action: { type: 'string' } } } },
  ],
  effort: 'low',
};

const anthropicAnswer = {
  id: 'm1',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: [
    { type: 'thinking', thinking: 'First the button.', signature: 'sig-1' },
    { type: 'tool_use', id: 'toolu_1', name: 'browser_dom', input: { action: 'click' } },
  ],
  stop_reason: 'tool_use',
  usage: { input_tokens: 100, cache_read_input_tokens: 300, cache_creation_input_tokens: 600, output_tokens: 40 },
};
const openaiAnswer = {
  id: 'r1',
  object: 'response',
  created_at: 1,
  model: 'gpt-5-mini',
  status: 'completed',
  output: [
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Think.' }], encrypted_content: 'cipher-1' },
    { type: 'function_call', id: 'fc_1', call_id: 'call_9', name: 'browser_dom', arguments: '{"action":"click"}', status: 'completed' },
  ],
  usage: {
    input_tokens: 1000,
    input_tokens_details: { cached_tokens: 400 },
    output_tokens: 60,
    output_tokens_details: { reasoning_tokens: 30 },
  },
};
const googleAnswer = {
  candidates: [
    {
      content: { role: 'model', parts: [{ functionCall: { name: 'browser_dom', args: { action: 'click' } }, thoughtSignature: 'ts-1' }] },
      finishReason: 'STOP',
    },
  ],
  usageMetadata: {
    promptTokenCount: 500,
    cachedContentTokenCount: 100,
    candidatesTokenCount: 20,
    thoughtsTokenCount: 10,
    totalTokenCount: 530,
  },
};

const providers = [
  { model: 'anthropic:claude-haiku-4-5', key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', answer: anthropicAnswer, signature: 'sig-1' },
  { model: 'openai:gpt-5-mini', key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', answer: openaiAnswer, signature: 'cipher-1' },
  {
    model: 'google:gemini-2.5-flash',
    key: 'GOOGLE_GENERATIVE_AI_API_KEY',
    url: 'GOOGLE_BASE_URL',
    answer: googleAnswer,
    signature: 'ts-1',
  },
];

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.close());

const deadline = startDeadline(20_000, 'the test');
const port = (provider: (typeof providers)[number]) =>
  createModels({ env: { [provider.key]: 'k-123', [provider.url]: server.url }, model: provider.model }).primary;
const sent = () => JSON.stringify(server.requests.at(-1)?.body);

describe.each(providers)('$model', (provider) => {
  it('returns the call, the usage and the cost', async () => {
    server.answer(json(JSON.stringify(provider.answer)));
    const reply = await port(provider).generate(request, deadline);
    expect(reply.toolCalls).toEqual([expect.objectContaining({ name: 'browser_dom', input: { action: 'click' } })]);
    expect(reply.end).toBe('tool_calls');
    expect(reply.usage.input).toBeGreaterThan(400);
    expect(reply.usage.cached).toBeGreaterThan(0);
    expect(reply.usage.cost_usd).toBeGreaterThan(0);
  });

  it('gets an image in the tool result', async () => {
    server.answer(json(JSON.stringify(provider.answer)));
    await port(provider).generate(request, deadline);
    expect(sent()).toContain(Buffer.from(picture).toString('base64'));
    expect(sent()).not.toContain('The picture that the tool returned');
  });

  it('gets its reasoning back unchanged, and none once `native` is dropped', async () => {
    server.answer(json(JSON.stringify(provider.answer)));
    const model = port(provider);
    const { message, toolCalls } = await model.generate(request, deadline);
    const result: ModelMessage = {
      role: 'tool',
      results: [{ callId: toolCalls[0]!.id, name: 'browser_dom', text: 'Done.', failed: false }],
    };
    await model.generate({ ...request, messages: [...conversation, message, result] }, deadline);
    expect(sent()).toContain(provider.signature);
    const { native: _dropped, ...bare } = message;
    await model.generate({ ...request, messages: [...conversation, bare, result] }, deadline);
    expect(sent()).not.toContain(provider.signature);
  });
});

describe('one provider', () => {
  it('Anthropic: marks rules and task for its cache and bills cache writes', async () => {
    server.answer(json(JSON.stringify(anthropicAnswer)));
    const reply = await port(providers[0]!).generate(request, deadline);
    expect(sent().match(/"cache_control"/g)).toHaveLength(2);
    expect(reply.usage).toMatchObject({ input: 1000, cached: 300, output: 40 });
    expect(reply.usage.cost_usd).toBeCloseTo((100 * 1 + 300 * 0.1 + 600 * 1.25 + 40 * 5) / 1e6, 10);
  });

  it('OpenAI: asks not to store anything', async () => {
    server.answer(json(JSON.stringify(openaiAnswer)));
    await port(providers[1]!).generate(request, deadline);
    expect(server.requests.at(-1)?.body).toMatchObject({ store: false });
  });

  it('OpenAI-compatible: sends the image in a user message', async () => {
    const model = createModels({ env: { ROTE_OPENAI_COMPATIBLE_URL: server.url }, model: 'openai-compatible:local' }).primary;
    server.answer(json(JSON.stringify({ choices: [{ message: { content: 'ok' }, finish_reason: 'stop' }] })));
    await model.generate(request, deadline);
    const body = server.requests[0]?.body as { messages: { role: string; content: unknown }[] };
    expect(body.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool', 'user']);
    expect(body.messages[3]?.content).toBe('A picture.');
    expect(JSON.stringify(body.messages[4]?.content)).toContain(Buffer.from(picture).toString('base64'));
  });
});
