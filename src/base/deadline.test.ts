import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { DeadlineExceeded, startDeadline } from './deadline.ts';

describe('a deadline', () => {
  test('says the time that has really passed if it is much more than its limit', () => {
    expect(new DeadlineExceeded('the click', 10_000, 10_040).message).toBe('the click took longer than 10000 ms');
    expect(new DeadlineExceeded('the click', 10_000, 23_400).message).toBe(
      'the click took longer than 10000 ms (it was noticed after 23.4 s: the machine is busy)',
    );
  });

  test('no longer follows its parent once its scope is left', () => {
    const stop = new AbortController();
    using parent = startDeadline(60_000, 'the run', { signal: stop.signal });
    let left: AbortSignal;
    {
      using child = parent.within(1_000, 'a step');
      left = child.signal;
    }
    using open = parent.within(1_000, 'a step');
    stop.abort(new Error('stopped'));
    expect(open.signal.aborted).toBe(true);
    expect(left.aborted).toBe(false);
  });

  test('keeps the process running through a pause, and not beyond it', async () => {
    const script = `
      import { startDeadline } from ${JSON.stringify(join(import.meta.dirname, 'deadline.ts'))};
      const deadline = startDeadline(2 ** 31 - 1, 'the client');
      await deadline.pause(1);
      console.log('reconnects');
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout).toBe('reconnects\n');
  });
});

const SOURCES = join(import.meta.dirname, '..');
/** Kept in a field: the object's own abort signal releases them. */
const OWNERS = new Map([
  ['api/stream/run-watch.ts', 'close() aborts its life'],
  ['worker/start-worker.ts', 'drain() aborts its life'],
]);
const STARTED = /(?:\.within|\bstartDeadline)\(/;
const BOUND = /^\s*(?:await )?using \w+ = (?:[\w.#]+\.within|startDeadline)\(/;

/** Lines that start a deadline without binding it to something that ends it. */
function unbound(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => STARTED.test(line) && !BOUND.test(line) && !/^\s*(?:\*|\/\/|export function|within\()/.test(line));
}

describe('every deadline of the sources is bound by using', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'))
    .filter((file) => file !== 'base/deadline.ts' && !file.startsWith('guardrails/')); // Its `within` is about words.

  test('or has an owner that ends it', () => {
    const lines = files.flatMap((file) => unbound(readFileSync(join(SOURCES, file), 'utf8')).map((line) => ({ file, line: line.trim() })));
    expect(lines.filter(({ file }) => !OWNERS.has(file))).toEqual([]);
    expect(lines.map(({ file }) => file).toSorted()).toEqual([...OWNERS.keys()]);
  });

  test('and this test detects one that is not', () => {
    expect(unbound("const own = deadline.within(5, 'a step');")).toHaveLength(1);
    expect(unbound("await look(session, deadline.within(5, 'a step'));")).toHaveLength(1);
    expect(unbound("using own = deadline.within(5, 'a step');")).toEqual([]);
  });
});
