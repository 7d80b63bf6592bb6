import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { z } from 'zod';
import { apiErrorSchema, RoteError, toErrorBody } from '../contract/index.ts';
import type { KeyStore, StoredKey } from '../storage/index.ts';

const callSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('create'), name: z.string(), sees: z.enum(['own', 'all']).default('own') }),
  z.object({ method: z.literal('list') }),
  z.object({ method: z.literal('revoke'), name: z.string() }),
]);

export const keySocketPath = (dataFolder: string): string => join(dataFolder, 'keys.sock');

/**
 * Serves the keys on a socket in the data folder that only this user may open: the embedded database belongs to one process, so `rote key`
 * has to ask that process. Returns a function that closes the socket.
 */
export async function serveKeys(dataFolder: string, keys: KeyStore): Promise<() => Promise<void>> {
  const path = keySocketPath(dataFolder);
  // This process holds the folder's lock, so an existing socket belongs to a dead process.
  await rm(path, { force: true });
  const server = createServer(async (incoming, response) => {
    try {
      const call = callSchema.parse(await json(incoming));
      response.end(JSON.stringify({ result: await answerCall(call, keys) }));
    } catch (error) {
      response.writeHead(400).end(JSON.stringify({ error: toErrorBody(error) }));
    }
  });
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
}

function answerCall(call: z.infer<typeof callSchema>, keys: KeyStore): Promise<unknown> {
  switch (call.method) {
    case 'create':
      return keys.create(call.name, call.sees);
    case 'list':
      return keys.list();
    case 'revoke':
      return keys.revoke(call.name);
  }
}

/** The keys of the process that holds the data folder; undefined when no process does. */
export async function remoteKeys(dataFolder: string): Promise<Pick<KeyStore, 'create' | 'list' | 'revoke'> | undefined> {
  const path = keySocketPath(dataFolder);
  const call = <T>(body: z.infer<typeof callSchema>) => ask(path, body) as Promise<T>;
  try {
    await call({ method: 'list' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')) return undefined;
    throw error;
  }
  return {
    create: (name, sees = 'own') => call<{ key: string; stored: StoredKey }>({ method: 'create', name, sees }),
    list: () => call<StoredKey[]>({ method: 'list' }),
    revoke: (name) => call<boolean>({ method: 'revoke', name }),
  };
}

async function ask(socketPath: string, body: z.infer<typeof callSchema>): Promise<unknown> {
  const sent = request({ socketPath, method: 'POST', path: '/', timeout: 10_000 });
  sent.end(JSON.stringify(body));
  const [response] = await once(sent, 'response');
  const answer: unknown = JSON.parse(await text(response));
  const failed = apiErrorSchema.safeParse(answer);
  if (failed.success) throw RoteError.from(failed.data.error);
  return z.object({ result: z.unknown() }).parse(answer).result;
}
