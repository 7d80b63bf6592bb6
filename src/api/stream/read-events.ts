import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { type RunEvent, runEventSchema } from '../../contract/index.ts';

/** A status server sends a comment every 10 s. */
const IDLE_MS = 25_000;
const MAX_EVENT_CHARS = 4 * 1024 ** 2;

/** Unknown events of later versions pass; those that this version acts upon must be valid. */
const anyEventSchema = z.looseObject({ id: z.int().min(1), at: z.string(), type: z.string().regex(/^[a-z_]{1,40}$/) });

/**
 * The events of an open stream of a status server, ids gapless from `after` + 1. Ends when the stream ends; throws when
 * it breaks off, stays silent too long, or sends an invalid event.
 */
export async function* readEvents(response: IncomingMessage, after: number): AsyncGenerator<RunEvent> {
  let expected = after + 1;
  let found: RunEvent[] = [];
  const parser = createParser({
    maxBufferSize: MAX_EVENT_CHARS,
    onError(error) {
      throw error;
    },
    onEvent({ data }) {
      const event = eventOf(JSON.parse(data));
      if (event.id !== expected) throw new Error(`received event ${event.id}, expected ${expected}`);
      expected += 1;
      found.push(event);
    },
  });
  response.setEncoding('utf8');
  response.setTimeout(IDLE_MS, () => response.destroy(new Error('the stream of the sandbox fell silent')));
  for await (const text of response as AsyncIterable<string>) {
    parser.feed(text);
    const ready = found;
    found = [];
    yield* ready;
  }
}

function eventOf(content: unknown): RunEvent {
  const event = anyEventSchema.parse(content);
  return (event.type === 'complete' ? runEventSchema.parse(event) : event) as RunEvent;
}
