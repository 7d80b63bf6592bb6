import { startDeadline } from '../base/index.ts';

/** A request whose connection died before its answer arrived: it may have had its effect. */
export interface LostAnswer {
  /** As URL.host spells it. */
  host: string;
}

/** A write in progress, until `end`. */
export interface WriteWatch {
  /**
   * Resolves to the answers lost meanwhile; at once unless a connection has just died. Safe to call twice. Never
   * rejects.
   */
  end(): Promise<LostAnswer[]>;
}

/** Reports and aborts the requests that the browser behind the proxy is waiting on. Neither method may reject. */
export interface PendingRequests {
  /** Whether a request other than GET, HEAD and OPTIONS to this host (as URL.host spells it) has no answer yet. */
  waitsFor(host: string): Promise<boolean>;
  /** Aborts what the pages of the browser are loading. Aborted requests are not repeated. */
  abortLoading(): Promise<void>;
}

/** A tunnel, as `LostAnswers` sees it. */
export interface EndingTunnel {
  readonly host: string;
  /** Whether the browser sent bytes through it during a write. */
  readonly usedByWrite: boolean;
  /** Whether the browser sent last: its request has no answer yet. */
  readonly owesAnswer: boolean;
  /** Resolves when the browser closes it or sends more. */
  reaction(): Promise<void>;
  /** Closes the connection to the browser. */
  cut(): void;
}

/** The browser reports a request as it sends it, and that report may arrive after the end of the connection. */
const REPORT_DELAY_MS = 250;
const ABORT_TIMEOUT_MS = 3_000;
/** The limit keeps a page from using up the listener's connections. */
const MAX_HELD = 64;

/**
 * Keeps the browser from repeating a request whose connection died before the answer, which Chromium does
 * automatically, even with a POST. A dead tunnel is first held silent while the browser is asked what it waits for. If
 * it waits for nothing unsafe, the tunnel is cut, and GETs recover. Otherwise loading is aborted, and the tunnel is cut
 * once the browser has visibly released it: closed it (HTTP/1.1) or reset its stream (HTTP/2). A tunnel that it does
 * not release stays held until the proxy closes.
 */
export class LostAnswers {
  readonly #closing: AbortSignal;
  readonly #tunnels = new Set<EndingTunnel>();
  readonly #held = new Set<EndingTunnel>();
  readonly #judging = new Set<Promise<void>>();
  #writes = 0;
  #lost: LostAnswer[] = [];
  #browser: PendingRequests | undefined;

  constructor(closing: AbortSignal) {
    this.#closing = closing;
  }

  /** Until a browser is set, requests cannot be told apart, and a tunnel that dies during a write stays held. */
  ask(browser: PendingRequests): void {
    this.#browser = browser;
  }

  get isWriting(): boolean {
    return this.#writes > 0;
  }

  duringWrite(): WriteWatch {
    // Answers lost since the last write ended belong to no write.
    if (this.#writes === 0) this.#lost = [];
    this.#writes += 1;
    let open = true;
    return {
      end: async () => {
        if (open) this.#writes -= 1;
        open = false;
        await Promise.all(this.#judging);
        return this.#lost.splice(0);
      },
    };
  }

  /** For a request that did not go through a tunnel. */
  note(lost: LostAnswer): void {
    if (this.isWriting) this.#lost.push(lost);
  }

  opened(tunnel: EndingTunnel): void {
    this.#tunnels.add(tunnel);
  }

  /** The browser has closed it. */
  closed(tunnel: EndingTunnel): void {
    this.#tunnels.delete(tunnel);
    this.#held.delete(tunnel);
  }

  /** Call when the site's side has ended. True: leave the browser's side untouched until `cut`. */
  holds(tunnel: EndingTunnel): boolean {
    this.#tunnels.delete(tunnel);
    if (!tunnel.usedByWrite || this.#closing.aborted || this.#held.size >= MAX_HELD) return false;
    this.#held.add(tunnel);
    const judged = this.#judge(tunnel).finally(() => this.#judging.delete(judged));
    this.#judging.add(judged);
    return true;
  }

  async #judge(tunnel: EndingTunnel): Promise<void> {
    using deadline = startDeadline(ABORT_TIMEOUT_MS, 'a lost answer', { signal: this.#closing });
    try {
      await deadline.pause(REPORT_DELAY_MS);
      if (this.#browser === undefined || !this.#held.has(tunnel)) return;
      const waits = await deadline.race(this.#browser.waitsFor(tunnel.host));
      if (waits && !this.#isOnAnotherTunnel(tunnel)) {
        this.#lost.push({ host: tunnel.host });
        const reaction = tunnel.reaction();
        await deadline.race(this.#browser.abortLoading());
        await deadline.race(reaction);
      }
      tunnel.cut();
    } catch {
      // The proxy is closing, or the browser does not release the request or cannot be asked: held, the tunnel repeats
      // nothing.
      return;
    }
  }

  /**
   * Whether the waiting request is on another tunnel: this one had its answer, and another live one used by a write had
   * not.
   */
  #isOnAnotherTunnel(tunnel: EndingTunnel): boolean {
    if (tunnel.owesAnswer) return false;
    return [...this.#tunnels].some(({ host, usedByWrite, owesAnswer }) => host === tunnel.host && usedByWrite && owesAnswer);
  }
}
