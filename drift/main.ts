/**
 * `npm run bench:drift`: replays every bundled playbook against every drift, in the sample back office and in Django's admin. Prints the tables of
 * docs/drift.md. Exits with 1 when an outcome was wrong, with 2 for bad input.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startDeadline } from '../src/base/index.ts';
import { ensureBrowser } from '../src/browser/index.ts';
import { createModels, type Models } from '../src/model/index.ts';
import { PLAYBOOKS, runBench } from './bench.ts';
import { DRIFTS } from './drifts/index.ts';
import { createFinisher } from './finisher/finisher.ts';
import { cellLine, detailTable, summaryTable } from './table.ts';
import { isWrong } from './verdict.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    drift: { type: 'string', multiple: true, default: [] },
    playbook: { type: 'string', multiple: true, default: [] },
    parallel: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
const known = Object.values(PLAYBOOKS).flat();
const wrongNames = [
  ...values.drift.filter((name) => !DRIFTS.some((drift) => drift.name === name)),
  ...values.playbook.filter((id) => !known.includes(id)),
];
if (values.list) {
  for (const { name, description } of DRIFTS) console.log(`${name.padEnd(24)} ${description}`);
  process.exit(0);
}
if (wrongNames.length > 0 || !Number.isInteger(seed)) {
  console.error(`Unknown: ${wrongNames.join(', ') || `seed ${values.seed}`}. List the drifts with --list. Playbooks: ${known.join(', ')}.`);
  process.exit(2);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error(signal)));
const progress = values.json ? console.error : console.log;
const withModel = (process.env.ROTE_MODEL ?? '') !== '';
const models = (): Models => {
  if (withModel) return createModels({ env: process.env });
  const finisher = createFinisher();
  return { primary: finisher, utility: finisher };
};

const drifts = DRIFTS.filter(({ name }) => values.drift.length === 0 || values.drift.includes(name));
progress(`seed ${seed}, agent: ${withModel ? process.env.ROTE_MODEL : 'the scripted finisher (no model)'}`);
using finding = startDeadline(600_000, 'finding a browser');
const cells = await runBench({
  drifts,
  playbooks: values.playbook,
  seed,
  parallel: Number(values.parallel) || 1,
  browser: await ensureBrowser(finding),
  models,
  signal: stop.signal,
  onCell: (cell) => progress(cellLine(cell)),
  onNote: progress,
});
if (values.out !== undefined) await writeFile(values.out, JSON.stringify(cells, null, 1));
console.log(values.json ? JSON.stringify(cells, null, 1) : `\n${summaryTable(cells, drifts)}\n\n${detailTable(cells)}`);
process.exitCode = cells.some(({ verdict }) => isWrong(verdict)) ? 1 : 0;
