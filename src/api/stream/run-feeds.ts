import { type FeedDeps, type Followed, RunFeed } from './run-feed.ts';
import type { StreamClient } from './stream-client.ts';

/** The feeds of this process: one per run that has readers. */
export class RunFeeds {
  readonly #deps: FeedDeps;
  readonly #feeds = new Map<string, RunFeed>();

  constructor(deps: FeedDeps) {
    this.#deps = deps;
  }

  follow(runId: string, client: StreamClient, after: number): Promise<Followed> {
    const feed = this.#feeds.get(runId) ?? this.#open(runId);
    return feed.follow(client, after);
  }

  close(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #open(runId: string): RunFeed {
    const feed: RunFeed = new RunFeed(runId, this.#deps, () => {
      if (this.#feeds.get(runId) === feed) this.#feeds.delete(runId);
    });
    this.#feeds.set(runId, feed);
    return feed;
  }
}
