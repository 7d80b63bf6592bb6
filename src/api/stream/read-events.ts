import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { type RunEvent, runEventSchema } from '../../contract/index.ts';

/** A status server says every 10 s that it lives. */
const IDLE_MS = 25_000;
const MAX_EVENT_CHARS = 4 * 1024 ** 2;

/** Events of later versions pass; what this version acts upon must be right. */
const anyEventSchema = z.looseObject({ id: z.int().min(1), at: z.string(), type: z.string().regex(/^[a-z_]{1,40}$/) });

/**
 * The events of an open stream of a status server, ids gapless from `after` + 1. Ends when the stream ends; throws what broke it off, also when it
 * says nothing for too long or something that is no event.
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
      if (event.id !== expected) throw new Error(`the event ${event.id} came where ${expected} was due`);
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
