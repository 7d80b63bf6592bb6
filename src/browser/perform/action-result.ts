/** What an action gives back. */
export interface ActionResult {
  /** One or two sentences for people and models: what was done. */
  text: string;
  /** What was asked for: an extracted text, a response body. Whole, secrets removed. */
  output?: string;
  /** The same as data, where it is data (evaluate, api_request with mode json or json_path). */
  json?: unknown;
  /** A file that was written, absolute path. */
  file?: string;
  image?: Uint8Array;
}
