import type { Drift } from './drifts/drift.ts';
import type { Cell } from './run-cell.ts';
import type { Tier } from './tiers.ts';
import { isWrong, type Verdict } from './verdict.ts';

const ORDER: readonly Tier[] = ['primary', 'fallback', 'retry', 'agent', 'none'];
const COLUMNS = ['as recorded', 'other selector', 'retry', 'agent', 'reported as unknown', 'not done', 'WRONG', 'not affected'] as const;
type Column = (typeof COLUMNS)[number];

/** The column that counts a run: its outcome or, if it was done, the strongest help that it needed. */
export function columnOf(cell: Cell): Column {
  if (isWrong(cell.verdict)) return 'WRONG';
  if (cell.verdict === 'done_reported_unknown' || cell.verdict === 'undone_reported_unknown') return 'reported as unknown';
  if (cell.verdict === 'undone') return 'not done';
  if (cell.drift !== 'none' && cell.touched.length === 0) return 'not affected';
  const strongest = cell.broken.map(({ tier }) => ORDER.indexOf(tier)).reduce((a, b) => Math.max(a, b), 0);
  return (['as recorded', 'other selector', 'retry', 'agent', 'agent'] as const)[strongest] ?? 'agent';
}

/** Markdown table: the number of runs per drift and outcome. */
export function summaryTable(cells: readonly Cell[], drifts: readonly Drift[]): string {
  const lines = drifts.flatMap(({ name, description }) => {
    const own = cells.filter(({ drift }) => drift === name);
    if (own.length === 0) return [];
    const counts = COLUMNS.map((column) => own.filter((cell) => columnOf(cell) === column).length);
    return [row([name, description, String(own.length), ...counts.map((count) => (count === 0 ? '' : String(count)))])];
  });
  const total = COLUMNS.map((column) => String(cells.filter((cell) => columnOf(cell) === column).length));
  const head = ['drift', 'what has changed', 'runs', ...COLUMNS];
  return [row(head), row(head.map(() => '---')), ...lines, row(['all', '', String(cells.length), ...total])].join('\n');
}

const WORDS: Readonly<Record<Verdict, string>> = {
  done: 'done',
  done_reported_unknown: 'done, reported as unknown',
  undone: 'not done',
  undone_reported_unknown: 'not done, reported as unknown',
  false_done: 'WRONG: not done, reported as done',
  twice: 'WRONG: done twice',
  wrong_record: 'WRONG: not what was asked',
  done_unreported: 'WRONG: done, reported as not done',
};

/** Markdown table: each run that did not go as recorded, with the steps that broke and who helped. */
export function detailTable(cells: readonly Cell[]): string {
  const notable = cells.filter((cell) => columnOf(cell) !== 'as recorded' && columnOf(cell) !== 'not affected');
  const lines = notable.map((cell) => {
    const broken = cell.broken.map(({ step, description, tier }) => `${step} ${description || 'login'} (${WHO[tier]})`);
    const ledger = cell.verdict === 'done' || cell.ledger.length === 0 ? '' : `; ledger: ${cell.ledger.join(', ')}`;
    return row([cell.drift, cell.playbook, broken.join('; ') || '(none)', `${WORDS[cell.verdict]}${ledger}`]);
  });
  const head = ['drift', 'playbook', 'steps that broke (who helped)', 'outcome'];
  return [row(head), row(head.map(() => '---')), ...lines].join('\n');
}

const WHO: Readonly<Record<Tier, string>> = {
  primary: '',
  fallback: 'other selector',
  retry: 'retry',
  agent: 'agent',
  none: 'no help',
};

/** One line per run, printed while the bench runs. */
export function cellLine(cell: Cell): string {
  const steps = cell.broken.map(({ step, tier }) => `${step}:${tier}`).join(' ');
  return `${cell.drift.padEnd(24)} ${cell.playbook.padEnd(17)} ${WORDS[cell.verdict].padEnd(33)} ${columnOf(cell).padEnd(19)} ${steps}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
}
