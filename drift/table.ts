import type { Drift } from './drifts/drift.ts';
import type { Cell } from './run-cell.ts';
import type { Tier } from './tiers.ts';
import { isWrong, type Verdict } from './verdict.ts';

const ORDER: readonly Tier[] = ['primary', 'fallback', 'retry', 'agent', 'nobody'];
const COLUMNS = ['as recorded', 'other selector', 'retry', 'agent', 'told unknown', 'undone', 'WRONG', 'not met'] as const;
type Column = (typeof COLUMNS)[number];

/** Where a run is counted: by what it came to, and where it was done, by the furthest that help had to go. */
export function columnOf(cell: Cell): Column {
  if (isWrong(cell.verdict)) return 'WRONG';
  if (cell.verdict === 'done_told_unknown' || cell.verdict === 'undone_told_unknown') return 'told unknown';
  if (cell.verdict === 'undone') return 'undone';
  if (cell.drift !== 'none' && cell.touched.length === 0) return 'not met';
  const furthest = cell.broken.map(({ tier }) => ORDER.indexOf(tier)).reduce((a, b) => Math.max(a, b), 0);
  return (['as recorded', 'other selector', 'retry', 'agent', 'agent'] as const)[furthest] ?? 'agent';
}

/** Markdown: a line for each drift, how many runs of it came to what. */
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
  done_told_unknown: 'done, told as unknown',
  undone: 'undone',
  undone_told_unknown: 'undone, told as unknown',
  false_done: 'WRONG: false done',
  twice: 'WRONG: done twice',
  wrong_record: 'WRONG: other than asked',
  done_untold: 'WRONG: done, told as undone',
};

/** Markdown: each run that did not go as recorded, with the steps that broke and who helped. */
export function detailTable(cells: readonly Cell[]): string {
  const told = cells.filter((cell) => columnOf(cell) !== 'as recorded' && columnOf(cell) !== 'not met');
  const lines = told.map((cell) => {
    const broken = cell.broken.map(({ step, description, tier }) => `${step} ${description || 'login'} (${WHO[tier]})`);
    const ledger = cell.verdict === 'done' || cell.ledger.length === 0 ? '' : `; ledger: ${cell.ledger.join(', ')}`;
    return row([cell.drift, cell.playbook, broken.join('; ') || '(none)', `${WORDS[cell.verdict]}${ledger}`]);
  });
  const head = ['drift', 'playbook', 'steps that broke (who helped)', 'came to'];
  return [row(head), row(head.map(() => '---')), ...lines].join('\n');
}

const WHO: Readonly<Record<Tier, string>> = {
  primary: '',
  fallback: 'other selector',
  retry: 'retry',
  agent: 'agent',
  nobody: 'nobody',
};

/** One line while the bench runs. */
export function cellLine(cell: Cell): string {
  const steps = cell.broken.map(({ step, tier }) => `${step}:${tier}`).join(' ');
  return `${cell.drift.padEnd(24)} ${cell.playbook.padEnd(17)} ${WORDS[cell.verdict].padEnd(26)} ${columnOf(cell).padEnd(15)} ${steps}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
}
