import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunReport } from '../../contract/index.ts';
import { progressPrinter, summaryLines } from './progress.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Clears the screen, sets the title, colours, overwrites its line. */
const HOSTILE = 'paid\u001b[2J\u001b]0;title\u0007 \u001b[32m12\u009b1m EUR\r\u0008';
const HARMLESS = 'paid 12 EUR';

const report: RunReport = {
  run_id: 'r',
  status: 'failed',
  directive: 'Read the total',
  playbook: null,
  driver: 'agent',
  summary: HOSTILE,
  data: { total: HOSTILE, rows: [HOSTILE] },
  extracted_texts: [],
  error: { code: 'STEP_FAILED', message: `${HOSTILE}!` },
  step_results: [],
  ledger: [{ step: 1, description: HOSTILE, state: 'unknown' }],
  tokens: { input: 0, cached: 0, output: 0, reasoning: 0, cost_usd: 0 },
  started_at: '2026-11-01T00:00:00.000Z',
  finished_at: '2026-11-01T00:00:01.000Z',
  duration_ms: 1_000,
  artifacts: [],
  warnings: [HOSTILE],
};

let streams: Record<'stdout' | 'stderr', PassThrough>;
let terminal: Terminal;
const open = (json: boolean) => openTerminal({ json, ...(streams as unknown as Record<'stdout' | 'stderr', NodeJS.WriteStream>) });
const printed = (stream: 'stdout' | 'stderr') => String(streams[stream].read());
beforeEach(() => {
  vi.stubEnv('FORCE_COLOR', '1');
  streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  terminal = open(false);
});
afterEach(() => vi.unstubAllEnvs());

describe('text of a page or a model', () => {
  test.each([
    ['results', 'out', 'stdout'],
    ['progress', 'progress', 'stdout'],
    ['errors', 'err', 'stderr'],
  ] as const)('is printed without escape sequences in %s', (_what, print, stream) => {
    terminal[print](`total: ${HOSTILE}\n\tnext ${HOSTILE}`);
    expect(printed(stream)).toBe(`total: ${HARMLESS}\n\tnext ${HARMLESS}\n`);
  });

  test('loses its own styles; those of the terminal stay', () => {
    terminal.out(`${terminal.red(terminal.bold(HOSTILE))} ${HOSTILE} ${terminal.dim('end')}`);
    expect(printed('stdout')).toBe(`\u001b[31m\u001b[1m${HARMLESS}\u001b[22m\u001b[39m ${HARMLESS} \u001b[2mend\u001b[22m\n`);
  });

  test('has no escape sequences in the summary of a run', () => {
    vi.stubEnv('FORCE_COLOR', '0');
    for (const line of summaryLines(report, '', undefined, terminal)) terminal.out(line);
    const text = printed('stdout');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split(HARMLESS)).toHaveLength(6);
  });

  test('has no escape sequences in the progress of a run', () => {
    vi.stubEnv('FORCE_COLOR', '0');
    const print = progressPrinter(terminal);
    const at = '2026-11-01T00:00:00.000Z';
    print({ id: 1, at, type: 'agent_step', step: 1, thought: HOSTILE, tokens: report.tokens });
    print({ id: 2, at, type: 'notice', kind: 'dialog', message: HOSTILE });
    expect(printed('stdout')).toBe(`● 1  ${HARMLESS}\n  ${HARMLESS}\n`);
  });
});

describe('JSON', () => {
  test('contains the whole value and no control character', () => {
    terminal.json({ total: HOSTILE });
    const text = printed('stdout');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(text)).toEqual({ total: HOSTILE });
  });

  test('fits one line without an indent, and leaves progress to stderr', () => {
    terminal = open(true);
    terminal.progress('working');
    terminal.json({ lines: ['a', 'b'] }, 0);
    expect(printed('stdout')).toBe('{"lines":["a","b"]}\n');
    expect(printed('stderr')).toBe('working\n');
  });
});
