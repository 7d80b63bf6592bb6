import { startDeadline } from '../base/index.ts';

/** A request whose connection died before its answer came: it may have been carried out. */
export interface LostAnswer {
  /** As URL.host spells it. */
  host: string;
}

/** What is under way until `end`. */
export interface WriteWatch {
  /** Resolves to the answers that were lost meanwhile; at once unless a connection has just died. Safe to call twice. Never rejects. */
  end(): Promise<LostAnswer[]>;
}

/** Reports and aborts the requests that the browser behind the proxy is waiting on. Neither method may reject. */
export interface PendingRequests {
  /** Whether a request other than GET, HEAD and OPTIONS to this host (as URL.host spells it) has no answer yet. */
  waitsFor(host: string): Promise<boolean>;
  /** Aborts what the pages of the browser are loading. Aborted requests are not repeated. */
  abortLoading(): Promise<void>;
}

/** One tunnel, as far as its end is concerned. */
export interface EndingTunnel {
  readonly host: string;
  /** Bytes of the browser went through it during a write. */
  readonly usedByWrite: boolean;
  /** The browser spoke last: whatever it asked has no answer. */
  readonly owesAnswer: boolean;
  /** Resolves when the browser closes it or says something more. */
  reaction(): Promise<void>;
  /** Ends it towards the browser. */
  cut(): void;
}

/** The browser tells of a request when it sends it, and that may reach us after the end of the connection. */
const TELLS_WITHIN_MS = 250;
const ABORTS_WITHIN_MS = 3_000;
/** More are not held: a page cannot use up the listener's connections. */
const MAX_HELD = 64;

/**
 * Keeps the browser from sending a request again whose connection died before the answer (Chromium does so by itself, also with a POST). A tunnel that died
 * is first held silent; then the browser is asked what it waits for. Nothing that counts: the tunnel is cut, and GETs recover. Otherwise loading is aborted, and
 * the tunnel is cut once the browser has visibly let go of it: it closed it (HTTP/1.1) or reset its stream (HTTP/2). A tunnel that it does not let go of stays
 * held until the proxy is closed.
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

  /** Without one nothing can be told apart, and what died during a write stays held. */
  ask(browser: PendingRequests): void {
    this.#browser = browser;
  }

  get writeUnderWay(): boolean {
    return this.#writes > 0;
  }

  duringWrite(): WriteWatch {
    // What was lost after the last write had ended belongs to nobody any more.
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

  /** A request that did not go through a tunnel. */
  note(lost: LostAnswer): void {
    if (this.writeUnderWay) this.#lost.push(lost);
  }

  opened(tunnel: EndingTunnel): void {
    this.#tunnels.add(tunnel);
  }

  /** The browser is done with it. */
  closed(tunnel: EndingTunnel): void {
    this.#tunnels.delete(tunnel);
    this.#held.delete(tunnel);
  }

  /** The site's end is gone. True: the tunnel must stay as it is towards the browser until it is cut. */
  holds(tunnel: EndingTunnel): boolean {
    this.#tunnels.delete(tunnel);
    if (!tunnel.usedByWrite || this.#closing.aborted || this.#held.size >= MAX_HELD) return false;
    this.#held.add(tunnel);
    const judged = this.#judge(tunnel).finally(() => this.#judging.delete(judged));
    this.#judging.add(judged);
    return true;
  }

  async #judge(tunnel: EndingTunnel): Promise<void> {
    using deadline = startDeadline(ABORTS_WITHIN_MS, 'a lost answer', { signal: this.#closing });
    try {
      await deadline.pause(TELLS_WITHIN_MS);
      if (this.#browser === undefined || !this.#held.has(tunnel)) return;
      const waits = await deadline.race(this.#browser.waitsFor(tunnel.host));
      if (waits && !this.#isAnothers(tunnel)) {
        this.#lost.push({ host: tunnel.host });
        const reaction = tunnel.reaction();
        await deadline.race(this.#browser.abortLoading());
        await deadline.race(reaction);
      }
      tunnel.cut();
    } catch {
      // Closing, or a browser that does not let go of the request or cannot be asked: the tunnel stays held, which repeats nothing.
      return;
    }
  }

  /** This one had its answer, and another living one of a write has not: that is where the request is. */
  #isAnothers(tunnel: EndingTunnel): boolean {
    if (tunnel.owesAnswer) return false;
    return [...this.#tunnels].some(({ host, usedByWrite, owesAnswer }) => host === tunnel.host && usedByWrite && owesAnswer);
  }
}
