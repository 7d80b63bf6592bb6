import { buildApp } from './app.ts';
import { Faults } from './faults.ts';
import { SampleStore } from './store/sample-store.ts';
import { newToken, Sessions } from './web/sessions.ts';

/** How to sign in. Public on purpose: the sample has no data worth protecting. */
const SAMPLE_USER = 'robin@fernway.example';
const SAMPLE_PASSWORD = 'correct-lantern-47';

export interface SampleOptions {
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The same seed gives the same customers and orders. Default 1. */
  readonly seed?: number;
  /** Delay of every answer except assets, in milliseconds. A request's `?delay_ms=` takes precedence. Default 0. */
  readonly delayMs?: number;
  /** Enables the routes under /__test/, see faults.ts. Default false. */
  readonly faults?: boolean;
  /** Letters, digits, dashes, dots and underscores. Default: random for each start. */
  readonly apiToken?: string;
}

export interface RunningSample {
  /** Without a trailing slash. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly apiToken: string;
  /** The data itself, for checking outcomes independently of the pages. */
  readonly store: SampleStore;
  /** Armed faults strike only when the sample was started with `faults: true`. */
  readonly faults: Faults;
  /** Resets the data; sessions stay. */
  reset(): void;
  /** Signs all users out. */
  expireSessions(): void;
  /** Also cuts open connections. */
  close(): Promise<void>;
}

/** Starts the sample back office. Rejects when the port is taken or the token has invalid characters. */
export async function startSample(options: SampleOptions = {}): Promise<RunningSample> {
  const store = new SampleStore(options.seed ?? 1);
  const sessions = new Sessions();
  const faults = new Faults();
  const apiToken = options.apiToken ?? newToken();
  if (!/^[\w.-]+$/.test(apiToken)) throw new Error('the API token may only have letters, digits, dashes, dots and underscores');
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
