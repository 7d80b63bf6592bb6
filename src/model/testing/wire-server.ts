import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WireRequest {
  headers: IncomingMessage['headers'];
  path: string;
  body: Record<string, unknown>;
}

/** Answers one request, as well or as badly (stalled, cut, invalid) as it likes. */
export type WireAnswer = (response: ServerResponse, request: WireRequest) => void;

export interface WireServer {
  /** Base address with `/v1`. */
  url: string;
  requests: WireRequest[];
  /** Sets the next answers, in order; the last one repeats. */
  answer(...answers: WireAnswer[]): void;
  close(): Promise<void>;
}

/** A model server on loopback with scripted answers. */
export async function startWireServer(): Promise<WireServer> {
  const requests: WireRequest[] = [];
  let answers: WireAnswer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const wire = { headers: request.headers, path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString() || '{}') };
    requests.push(wire);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    if (next === undefined) response.writeHead(500).end('no answer was prepared');
    else next(response, wire);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answer(...prepared) {
      requests.length = 0;
      answers = prepared;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

export const USAGE = {
  prompt_tokens: 1000,
  completion_tokens: 50,
  prompt_tokens_details: { cached_tokens: 600 },
  completion_tokens_details: { reasoning_tokens: 20 },
};

function completion(message: Record<string, unknown>, finish: string, usage: unknown = USAGE): string {
  return JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'test',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
    usage: usage ?? undefined,
  });
}

export const json =
  (body: string, status = 200, headers: Record<string, string> = {}): WireAnswer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

export const says = (text: string | null, finish = 'stop', usage: unknown = USAGE): WireAnswer =>
  json(completion({ content: text }, finish, usage));

/** `args` is the text of the arguments: a test can make it invalid. */
export const calls = (args: string | string[], finish = 'tool_calls'): WireAnswer =>
  json(
    completion(
      {
        content: null,
        tool_calls: [args].flat().map((text, index) => ({
          id: `call_${index}`,
          type: 'function',
          function: { name: 'browser_dom', arguments: text },
        })),
      },
      finish,
    ),
  );

export const refuses = (reason: string): WireAnswer => json(completion({ content: null, refusal: reason }, 'stop'));

export const fails = (status: number, message: string, headers: Record<string, string> = {}, code: string | null = null): WireAnswer =>
  json(JSON.stringify({ error: { message, type: 'error', code } }), status, headers);

export const stalls: WireAnswer = () => undefined;

/** Sends the headers and part of the body, then drops the connection. */
export const cuts: WireAnswer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"id":"c1","choices":[{"mess', () => response.destroy());
};
