/**
 * Compares what Rote reports with what happened in two applications that others wrote: Django's admin, and TiddlyWiki from npm. Each playbook
 * runs as written, with every `effect: write` taken out, and then with one selector broken in turn: one that matches nothing, and one that
 * matches a heading. Prints a table; exits with 1 if a report disagrees with the application's data.
 *
 *   npm run bench:outcomes                          both applications
 *   npm run bench:outcomes -- tiddlywiki            one of them; `-- tiddlywiki edit_note` for one playbook
 *   npm run bench:outcomes -- --apps ../shared/apps the folder that holds django.sh
 *   npm run bench:outcomes -- edit_note --variant 'heading in step 1'
 *   npm run bench:outcomes -- --errors              with the message of each failed run
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { StartedApplication } from './outcomes/application.ts';
import { startDjangoAdmin } from './outcomes/django-admin.ts';
import { type Compared, runVariant } from './outcomes/run-variant.ts';
import { startTiddlyWiki } from './outcomes/tiddlywiki.ts';
import { variantsOf } from './outcomes/variants.ts';

const { values, positionals } = parseArgs({
  options: { apps: { type: 'string' }, errors: { type: 'boolean', default: false }, variant: { type: 'string' } },
  allowPositionals: true,
});
const APPLICATIONS: Readonly<Record<string, () => Promise<StartedApplication>>> = {
  'django-admin': () => startDjangoAdmin(values.apps && resolve(values.apps)),
  tiddlywiki: startTiddlyWiki,
};
const wanted = positionals.filter((name) => name in APPLICATIONS);
const playbooks = positionals.filter((name) => !(name in APPLICATIONS));

const compared: Compared[] = [];
let missing = 0;
console.log('| application | playbook | variant | report | ledger | data | agree |\n|---|---|---|---|---|---|---|');
for (const [name, start] of Object.entries(APPLICATIONS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = await start();
  if (!started.ok) {
    missing += 1;
    console.error(`${name} is missing: ${started.reason}`);
    continue;
  }
  const { application } = started;
  try {
    for (const job of application.jobs.filter(({ playbook }) => playbooks.length === 0 || playbooks.includes(playbook))) {
      const yaml = await readFile(join(import.meta.dirname, 'outcomes/playbooks', name, `${job.playbook}.yaml`), 'utf8');
      for (const variant of variantsOf(yaml, application.heading)) {
        if (values.variant !== undefined && variant.name !== values.variant) continue;
        const one = await runVariant(application, job, variant);
        compared.push(one);
        print(one);
      }
    }
  } finally {
    await application.stop();
  }
}

for (const name of new Set(compared.map(({ application }) => application))) printTotal(name);
// The browser that the runs share stays open until this process ends.
process.exit(missing > 0 || compared.some(({ disagreements }) => disagreements.length > 0) ? 1 : 0);

function print({ application, playbook, variant, report, outcome, changed, disagreements }: Compared): void {
  const { status, ledger, error, step_results: results } = report;
  const performed = error?.failure === undefined ? '' : `, performed: ${error.failure.performed}`;
  const failed =
    error === null
      ? ''
      : ` (step ${results.find((result) => result.status === 'failed')?.step}: ${error.failure?.reason ?? error.code}${performed})`;
  const entries = ledger.map(({ step, state }) => `${step} ${state}`).join(', ') || 'empty';
  const data = changed.length === 0 ? outcome : `${outcome}: ${changed.length} changed`;
  const warned = status === 'completed' && outcome !== 'done' ? ', warned' : '';
  const agree = disagreements.length === 0 ? `yes${warned}` : `NO: ${disagreements.join('; ')}`;
  console.log(`| ${[application, playbook, variant, status + failed, entries, data, agree].join(' | ')} |`);
  if (values.errors && error) console.log(`    ${error.message}`);
}

function printTotal(name: string): void {
  const own = compared.filter(({ application }) => application === name);
  const count = (test: (one: Compared) => boolean) => own.filter(test).length;
  const warned = count(({ report, outcome }) => report.status === 'completed' && outcome !== 'done');
  const completed = count(({ report }) => report.status === 'completed');
  const done = count(({ outcome }) => outcome === 'done');
  const some = count(({ outcome }) => outcome === 'partly');
  const twice = count(({ outcome }) => outcome === 'twice');
  const unknown = count(({ report }) => report.ledger.some(({ state }) => state === 'unknown'));
  const agree = count(({ disagreements }) => disagreements.length === 0);
  console.log(
    `\n${name}: ${own.length} runs, ${completed} completed, ${warned} of them not done; done ${done}, partly ${some}, twice ${twice}; reported as unknown ${unknown}; report and data agree in ${agree}`,
  );
}
