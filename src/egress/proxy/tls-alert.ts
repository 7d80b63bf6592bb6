const HEADER_BYTES = 5;
const HANDSHAKE = 22;
const ALERT = 21;
const APPLICATION_DATA = 23;
/** TLS 1.3 encrypts an alert as application data: two bytes, one for the kind, and a tag of 16. */
const HIDDEN_ALERT_BYTES = 19;

/**
 * Follows the records of one direction of a TLS connection to find a possible alert at its end: `close_notify`
 * announces the end of the connection before the socket does. Reads record headers only; finds nothing in anything but
 * TLS.
 */
export class TlsAlertFinder {
  #header: Buffer = Buffer.alloc(0);
  #left = 0;
  #alert = false;
  #plain = false;
  #started = false;

  /** How many bytes at the end of `chunk` belong to a whole record that looks like an alert; 0 if it ends otherwise. */
  tail(chunk: Buffer): number {
    if (!this.#started && chunk.length > 0) {
      this.#started = true;
      this.#plain = chunk[0] !== HANDSHAKE && chunk[0] !== ALERT;
    }
    if (this.#plain) return 0;
    let at = 0;
    let from = 0;
    while (at < chunk.length) {
      if (this.#left === 0) {
        if (this.#header.length === 0) from = at;
        const part = chunk.subarray(at, at + HEADER_BYTES - this.#header.length);
        this.#header = this.#header.length === 0 ? part : Buffer.concat([this.#header, part]);
        at += part.length;
        if (this.#header.length < HEADER_BYTES) return 0;
        const [kind] = this.#header;
        this.#left = this.#header.readUInt16BE(3);
        this.#alert = kind === ALERT || (kind === APPLICATION_DATA && this.#left === HIDDEN_ALERT_BYTES);
        this.#header = Buffer.alloc(0);
      }
      const taken = Math.min(this.#left, chunk.length - at);
      at += taken;
      this.#left -= taken;
    }
    return this.#alert && this.#left === 0 ? chunk.length - from : 0;
  }
}
