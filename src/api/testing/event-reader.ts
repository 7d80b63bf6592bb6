import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import type { RunEvent } from '../../contract/index.ts';

export interface ReadStream {
  status: number;
  events: RunEvent[];
  /** Id, event and data of each frame as received. */
  frames: EventSourceMessage[];
}

/** Reads an event stream event by event. */
export class EventReader {
  readonly response: Response;
  readonly #iterator: AsyncIterator<EventSourceMessage> | undefined;
  readonly #controller: AbortController;

  private constructor(response: Response, controller: AbortController) {
    this.response = response;
    this.#controller = controller;
    this.#iterator = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())[Symbol.asyncIterator]();
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const controller = new AbortController();
    return new EventReader(await fetch(url, { headers, signal: controller.signal }), controller);
  }

  /** The next events; fewer if the stream ends before. */
  async take(count: number): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    while (events.length < count) {
      const next = await this.#iterator?.next();
      if (next === undefined || next.done) break;
      events.push(JSON.parse(next.value.data));
    }
    return events;
  }

  /** Everything to the end of the stream. */
  async rest(): Promise<RunEvent[]> {
    return this.take(Number.POSITIVE_INFINITY);
  }

  close(): void {
    this.#controller.abort();
  }
}

/** Opens a stream and reads it to its end. */
export async function readStream(url: string, lastEventId?: number): Promise<ReadStream> {
  const response = await fetch(url, { headers: lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) } });
  const frames: EventSourceMessage[] = [];
  if (response.body && response.status === 200) {
    for await (const frame of response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()))
      frames.push(frame);
  }
  return { status: response.status, frames, events: frames.map(({ data }) => JSON.parse(data) as RunEvent) };
}
