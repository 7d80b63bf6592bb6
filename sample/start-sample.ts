import { buildApp } from './app.ts';
import { Faults } from './faults.ts';
import { SampleStore } from './store/sample-store.ts';
import { newToken, Sessions } from './web/sessions.ts';

/** How to sign in. Public on purpose: the sample has no data worth protecting. */
const SAMPLE_USER = 'robin@fernway.example';
const SAMPLE_PASSWORD = 'correct-lantern-47';

interface SampleOptions {
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The same seed gives the same customers and orders. Default 1. */
  readonly seed?: number;
  /** How long every answer takes, assets apart. A request's own `?delay_ms=` goes before. Default 0. */
  readonly delayMs?: number;
  /** Opens the doors under /__test/, see faults.ts. Default false. */
  readonly faults?: boolean;
  /** Letters, digits, dashes, dots and underscores. Default: a random one for each start. */
  readonly apiToken?: string;
}

export interface RunningSample {
  /** Without a slash at the end. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly apiToken: string;
  /** The data itself, for looking at outcomes from outside the pages. */
  readonly store: SampleStore;
  /** Armed faults strike only when the sample was started with `faults: true`. */
  readonly faults: Faults;
  /** Back to the first state; who is signed in stays so. */
  reset(): void;
  /** Everybody has to sign in again. */
  expireSessions(): void;
  /** Cuts open connections too. */
  close(): Promise<void>;
}

/** Starts the sample back office. Rejects if the port is taken or the token has other characters. */
export async function startSample(options: SampleOptions = {}): Promise<RunningSample> {
  const store = new SampleStore(options.seed ?? 1);
  const sessions = new Sessions();
  const faults = new Faults();
  const apiToken = options.apiToken ?? newToken();
  if (!/^[\w.-]+$/.test(apiToken)) throw new Error('the API token may have letters, digits, dashes, dots and underscores only');
  const context = { store, sessions, user: SAMPLE_USER, password: SAMPLE_PASSWORD, apiToken };
  const app = buildApp(context, { delayMs: options.delayMs ?? 0, faults: options.faults ? faults : undefined });
  const url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return {
    url,
    user: SAMPLE_USER,
    password: SAMPLE_PASSWORD,
    apiToken,
    store,
    faults,
    reset: () => store.reset(),
    expireSessions: () => sessions.endAll(),
    close: () => app.close(),
  };
}
