import { Secret } from '../../secrets/index.ts';
import { ApiClient } from './api-client.ts';

export const DEFAULT_SERVER = 'http://127.0.0.1:7070';

/** The service to speak with: --server, else ROTE_SERVER, else this machine's. The key is ROTE_API_KEY; never on the command line. */
export function connect(flags: { server?: string }, env: NodeJS.ProcessEnv): ApiClient {
  return new ApiClient(flags.server ?? env.ROTE_SERVER ?? DEFAULT_SERVER, env.ROTE_API_KEY ? new Secret(env.ROTE_API_KEY) : undefined);
}
