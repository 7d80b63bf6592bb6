import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EndingTunnel, LostAnswers } from '../lost-answers.ts';
import { TlsAlertFinder } from './tls-alert.ts';

/**
 * A site's `close_notify` and the end of its socket come together. What looks like one but is not followed by an end is
 * passed on after this.
 */
const ALERT_ALONE_MS = 100;

/** The browser's last message of a TLS handshake is shorter than any request. */
const HANDSHAKE_END_BYTES = 128;

interface TunnelOptions {
  /** The connection to the browser. */
  client: Duplex;
  site: Socket;
  /** As URL.host spells it. */
  host: string;
  /** Silence in both directions after which the site's side counts as ended. */
  idleMs: number;
  answers: LostAnswers;
}

/**
 * Joins a CONNECT's two sockets until one fails or both are silent for `idleMs`; then destroys both. An end in one
 * direction is passed on. If a write has used the tunnel, `answers` decides first whether the end of the site's side,
 * `close_notify` included, reaches the browser.
 */
export class Tunnel implements EndingTunnel {
  readonly host: string;
  usedByWrite = false;
  owesAnswer = false;
  readonly #client: Duplex;
  readonly #site: Socket;
  readonly #answers: LostAnswers;
  readonly #alerts = new TlsAlertFinder();
  #alert: { bytes: Buffer; timer: NodeJS.Timeout } | undefined;
  #siteGone = false;
  #siteSpoke = false;
  #shakenHands = false;
  #held = false;

  constructor({ client, site, host, idleMs, answers }: TunnelOptions) {
    this.host = host;
    this.#client = client;
    this.#site = site;
    this.#answers = answers;
    answers.opened(this);
    client.on('data', (chunk: Buffer) => this.#fromBrowser(chunk));
    client.on('end', () => this.#browserEnded());
    client.on('drain', () => site.resume());
    client.on('error', () => client.destroy());
    client.on('close', () => {
      answers.closed(this);
      clearTimeout(this.#alert?.timer);
      site.destroy();
    });
    site.on('data', (chunk: Buffer) => this.#fromSite(chunk));
    site.on('drain', () => client.resume());
    site.on('end', () => this.#siteEnded(() => client.end()));
    site.on('error', () => this.#siteEnded(() => client.destroy()));
    site.on('close', () => this.#siteEnded(() => client.end(() => client.destroy())));
    // Bytes in either direction pass through the site's socket: one timer is enough.
    site.setTimeout(idleMs, () => site.destroy());
  }

  /** Bytes that either side sent before the tunnel was established. */
  begin(fromBrowser: Buffer, fromSite: Buffer): void {
    if (fromSite.length > 0) this.#fromSite(fromSite);
    if (fromBrowser.length > 0) this.#fromBrowser(fromBrowser);
  }

  reaction(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#client.destroyed) resolve();
    this.#client.once('data', () => resolve());
    this.#client.once('end', () => resolve());
    this.#client.once('close', () => resolve());
    return promise;
  }

  cut(): void {
    this.#client.destroy();
  }

  #fromBrowser(chunk: Buffer): void {
    // On a dead tunnel, what the browser sends is dropped: it never reaches the site, and the browser may send it
    // elsewhere.
    if (this.#held || !this.#site.writable) return;
    if (this.#answers.isWriting) this.usedByWrite = true;
    // A connection opened in advance has completed a handshake and nothing else.
    const endsHandshake = this.#siteSpoke && !this.#shakenHands && chunk.length <= HANDSHAKE_END_BYTES;
    this.#shakenHands ||= this.#siteSpoke;
    this.owesAnswer = !endsHandshake;
    if (!this.#site.write(chunk)) this.#client.pause();
  }

  #browserEnded(): void {
    if (this.#held) this.#client.destroy();
    else this.#site.end();
  }

  #fromSite(chunk: Buffer): void {
    const tail = this.#alerts.tail(chunk);
    this.#siteSpoke = true;
    this.#passAlert();
    const now = this.usedByWrite && tail > 0 ? chunk.subarray(0, chunk.length - tail) : chunk;
    if (now.length > 0) {
      this.owesAnswer = false;
      if (!this.#client.write(now)) this.#site.pause();
    }
    if (now.length === chunk.length) return;
    this.#alert = { bytes: chunk.subarray(now.length), timer: setTimeout(() => this.#passAlert(), ALERT_ALONE_MS) };
  }

  #passAlert(): void {
    if (this.#alert === undefined) return;
    clearTimeout(this.#alert.timer);
    this.#client.write(this.#alert.bytes);
    this.#alert = undefined;
  }

  #siteEnded(passOn: () => void): void {
    if (this.#held) return;
    if (!this.#siteGone && this.#answers.holds(this)) {
      this.#held = true;
      clearTimeout(this.#alert?.timer);
      // It may be paused because the site took no more.
      this.#client.resume();
      this.#site.destroy();
      return;
    }
    this.#siteGone = true;
    this.#passAlert();
    passOn();
  }
}
