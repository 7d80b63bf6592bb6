import type { Secret } from '../../secrets/index.ts';

/** What an action returns. */
export interface ActionResult {
  /** One or two sentences for people and models: what was done. */
  text: string;
  /** The requested text, complete and without secrets: an extract, a response body. */
  output?: string;
  /** The output with its secrets, if it has any: only for the steps that follow. */
  raw?: Secret;
  /** The output as data (evaluate, and api_request with mode json or json_path). */
  json?: unknown;
  /** Absolute paths of the files that were saved, in the order in which they started. */
  files?: readonly string[];
  image?: Uint8Array;
}
