import { Secret } from '../../secrets/index.ts';
import { ApiClient } from './api-client.ts';

export const DEFAULT_SERVER = 'http://127.0.0.1:7070';

/** A client of the service at --server, else ROTE_SERVER, else on this machine. The key comes from ROTE_API_KEY, never from the command line. */
export function connect(flags: { server?: string }, env: NodeJS.ProcessEnv): ApiClient {
  return new ApiClient(flags.server ?? env.ROTE_SERVER ?? DEFAULT_SERVER, env.ROTE_API_KEY ? new Secret(env.ROTE_API_KEY) : undefined);
}
