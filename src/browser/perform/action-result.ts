/** What an action returns. */
export interface ActionResult {
  /** One or two sentences for people and models: what was done. */
  text: string;
  /** The requested text, complete and without secrets: an extract, a response body. */
  output?: string;
  /** The output as data (evaluate, and api_request with mode json or json_path). */
  json?: unknown;
  /** Absolute path of the file that was written. */
  file?: string;
  image?: Uint8Array;
}
