/**
 * Lets the agent do complete jobs with a real model, and checks the outcomes in the applications themselves.
 *
 *   ROTE_MODEL=anthropic:… ANTHROPIC_API_KEY=… npm run try:agent              all jobs in the sample back office
 *   npm run try:agent -- cancel refund                                        some of them
 *   ROTE_TRY_DJANGO=http://127.0.0.1:8000 npm run try:agent -- dj-refund      in a Django admin with the shop of the tests
 *
 * Without a model it prints why and exits. Costs money: a few cents per job with a small model.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSample } from '../sample/index.ts';
import { noDeadline, silentLog } from '../src/base/index.ts';
import { ensureBrowser } from '../src/browser/index.ts';
import { type RunReport, runConfigSchema } from '../src/contract/index.ts';
import { createModels, describeModels } from '../src/model/index.ts';
import { executeRun } from '../src/run/index.ts';
import { type AgentTrial, DJANGO_TRIALS, SAMPLE_TRIALS } from './agent-tasks.ts';

const { problems, primary } = describeModels(process.env);
if (problems.length > 0) {
  console.log(`skipped: ${problems.join('; ')}`);
  process.exit(0);
}
const wanted = process.argv.slice(2);
const chosen = <App>(trials: AgentTrial<App>[]) => trials.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

let failures = 0;
const sample = await startSample();
try {
  for (const trial of chosen(SAMPLE_TRIALS)) {
    sample.reset();
    await attempt(trial, sample.url, { username: sample.user, password: sample.password }, sample);
  }
} finally {
  await sample.close();
}
const django = process.env.ROTE_TRY_DJANGO;
if (django !== undefined) {
  const app = { url: django, read: async (path: string) => (await (await fetch(django + path)).json()) as Record<string, unknown> };
  const credentials = { username: 'admin', password: process.env.ROTE_TRY_DJANGO_PASSWORD ?? 'admin-pass-1' };
  for (const trial of chosen(DJANGO_TRIALS)) await attempt(trial, django, credentials, app);
}
console.log(failures === 0 ? `all jobs done with ${primary}` : `${failures} jobs not done`);
process.exitCode = failures === 0 ? 0 : 1;

async function attempt<App>(trial: AgentTrial<App>, url: string, credentials: Record<string, string>, app: App): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-try-'));
  trial.prepare?.(app);
  try {
    const { report } = await executeRun({
      config: runConfigSchema.parse({
        directive: trial.directive,
        execution_mode: 'agent_only',
        start_url: url + trial.path,
        credentials,
        guardrails: { allow_private_networks: true },
        recording: { trace: false, screenshots: false },
        timeout_seconds: 1_800,
        max_steps: 40,
        output_schema: trial.outputSchema,
      }),
      folders: { runs: folder, playbooks: folder, profiles: folder },
      browser: () => ensureBrowser(noDeadline),
      signal: new AbortController().signal,
      log: silentLog,
      models: () => createModels({ env: process.env }),
      // Starting this script is consent to what the jobs do.
      confirm: async () => true,
    });
    const problem = await trial.check(app, report);
    failures += problem === undefined ? 0 : 1;
    print(trial.name, report, problem);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(name: string, { summary, data, tokens, duration_ms }: RunReport, problem: string | undefined): void {
  const cost = tokens.cost_usd === null ? 'no price' : `$${tokens.cost_usd.toFixed(4)}`;
  const used = `${tokens.input} in (${tokens.cached} cached), ${tokens.output} out, ${cost}, ${Math.round(duration_ms / 1000)} s`;
  console.log(`${problem === undefined ? 'done  ' : 'FAILED'} ${name}: ${used}`);
  console.log(`       ${summary}${Object.keys(data).length > 0 ? ` ${JSON.stringify(data)}` : ''}`);
  if (problem !== undefined) console.log(`       ${problem}`);
}
