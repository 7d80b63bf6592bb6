import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Cancelled, startDeadline } from './deadline.ts';
import { every, everyInBackground } from './every.ts';
import { silentLog } from './log.ts';
import { retryUntilDone } from './retry.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('work is retried until it succeeds', async () => {
  using deadline = startDeadline(60_000, 'the test');
  const work = vi
    .fn(async () => 'done')
    .mockRejectedValueOnce(new Error('unreachable'))
    .mockRejectedValueOnce(new Error('unreachable'));
  const done = retryUntilDone('the work', work, deadline);
  await vi.runAllTimersAsync();
  expect(await done).toBe('done');
  expect(work).toHaveBeenCalledTimes(3);
});

test('retrying ends with the deadline', async () => {
  const stop = new AbortController();
  using deadline = startDeadline(60_000, 'the test', { signal: stop.signal });
  const done = retryUntilDone('the work', () => Promise.reject(new Error('unreachable')), deadline);
  const ended = expect(done).rejects.toThrow(Cancelled);
  stop.abort(new Cancelled());
  await ended;
});

test('work is repeated after a failure, until the deadline ends', async () => {
  const stop = new AbortController();
  using deadline = startDeadline(60_000, 'the test', { signal: stop.signal });
  const work = vi.fn(async () => undefined).mockRejectedValueOnce(new Error('unreachable'));
  const loop = every('the work', 100, work, deadline);
  await vi.advanceTimersByTimeAsync(350);
  expect(work).toHaveBeenCalledTimes(3);
  stop.abort(new Cancelled());
  await loop;
});

test('work in the background never runs twice at once, and closing waits for it', async () => {
  const round = Promise.withResolvers<void>();
  const work = vi.fn(() => round.promise);
  const close = everyInBackground('the work', 100, work, silentLog);
  await vi.advanceTimersByTimeAsync(350);
  expect(work).toHaveBeenCalledTimes(1);
  let closed = false;
  const closing = close().then(() => {
    closed = true;
  });
  await vi.advanceTimersByTimeAsync(350);
  expect(closed).toBe(false);
  round.resolve();
  await closing;
});
