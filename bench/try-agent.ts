/**
 * Lets the agent with a real model do whole jobs and checks the outcomes in the applications themselves.
 *
 *   ROTE_MODEL=anthropic:… ANTHROPIC_API_KEY=… npm run try:agent              all jobs in the sample back office
 *   npm run try:agent -- cancel refund                                        some of them
 *   ROTE_TRY_DJANGO=http://127.0.0.1:8000 npm run try:agent -- dj-refund      in a Django admin with the shop of the tests
 *
 * Without a model it says so and ends. Costs money: a few cents a job with a small model.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSample } from '../sample/index.ts';
import { type AgentResult, runAgent } from '../src/agent/index.ts';
import { startDeadline } from '../src/base/deadline.ts';
import { Secret } from '../src/base/secret.ts';
import { createModels, describeModels, withModelEvents } from '../src/model/index.ts';
import { type AgentTrial, DJANGO_TRIALS, SAMPLE_TRIALS } from './agent-tasks.ts';
import { openWorkplace } from './agent-workplace.ts';

const { problems, primary } = describeModels(process.env);
if (problems.length > 0) {
  console.log(`skipped: ${problems.join('; ')}`);
  process.exit(0);
}
const wanted = process.argv.slice(2);
const { primary: model, utility } = createModels({ env: process.env });
const credentials = (user: string, password: string) => ({ username: new Secret(user), password: new Secret(password) });

let failures = 0;
const sample = await startSample();
try {
  for (const trial of SAMPLE_TRIALS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    sample.reset();
    await attempt(trial, sample.url, credentials(sample.user, sample.password), sample);
  }
} finally {
  await sample.close();
}
const django = process.env.ROTE_TRY_DJANGO;
if (django !== undefined) {
  const app = { url: django, read: async (path: string) => (await (await fetch(django + path)).json()) as Record<string, unknown> };
  for (const trial of DJANGO_TRIALS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    await attempt(trial, django, credentials('admin', process.env.ROTE_TRY_DJANGO_PASSWORD ?? 'admin-pass-1'), app);
  }
}
console.log(failures === 0 ? `all jobs done with ${primary}` : `${failures} jobs not done`);
process.exitCode = failures === 0 ? 0 : 1;

async function attempt<App>(trial: AgentTrial<App>, url: string, secrets: Record<string, Secret>, app: App): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-try-'));
  const deadline = startDeadline(30 * 60_000, 'the job');
  const workplace = await openWorkplace({ folder, secrets, origin: new URL(url).origin, utility }, deadline);
  const started = performance.now();
  try {
    trial.prepare?.(app);
    await workplace.goto(url + trial.path, deadline);
    const metered = withModelEvents(model, workplace.emit);
    const result: AgentResult = await runAgent(
      {
        ...workplace.agentParts,
        model: metered,
        directive: trial.directive,
        budgets: { maxSteps: 40 },
        credentialNames: Object.keys(secrets),
        ...(trial.outputSchema && { outputSchema: trial.outputSchema }),
      },
      deadline,
    );
    const problem = await trial.check(app, result);
    failures += problem === undefined ? 0 : 1;
    const { tokens } = result;
    const cost = tokens.cost_usd === null ? 'no price' : `$${tokens.cost_usd.toFixed(4)}`;
    console.log(
      `${problem === undefined ? 'done  ' : 'FAILED'} ${trial.name}: ${result.steps} steps, ${tokens.input} in (${tokens.cached} cached), ${tokens.output} out, ${cost}, ${Math.round((performance.now() - started) / 1000)} s`,
    );
    console.log(
      `       ${result.summary}${result.verified === '' ? '' : ` [${result.verified}]`}${Object.keys(result.data).length > 0 ? ` ${JSON.stringify(result.data)}` : ''}`,
    );
    if (problem !== undefined) console.log(`       ${problem}`);
  } finally {
    await workplace.close();
    await rm(folder, { recursive: true, force: true });
  }
}
