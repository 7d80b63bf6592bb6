import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, startDeadline } from '../../src/base/index.ts';
import { ensureBrowser } from '../../src/browser/index.ts';
import { startSampleTarget } from '../../src/cli/eval/sample-target.ts';
import { type EvalOptions, type EvalParts, type EvalProgress, type EvalReport, parseSuite, runSuite } from '../../src/eval/index.ts';
import { createScriptedModel, type Models, type ScriptedTurn } from '../../src/model/index.ts';
import { BUNDLED_PLAYBOOKS } from './run-here.ts';
import { executeHere } from './shared-browser.ts';

/** A folder of the test's own for suites, playbooks and reports, removed by `remove`. */
export interface EvalPlace {
  folder: string;
  /** Runs a suite in this process, as `rote eval run` does. `model` answers for every run anew. */
  run(
    yaml: string,
    more?: { report?: string; model?: () => ScriptedTurn; options?: Partial<EvalOptions>; parts?: Partial<EvalParts> },
  ): Promise<{ report: EvalReport; progress: EvalProgress[]; stopped: boolean; folder: string }>;
  remove(): Promise<void>;
}

export async function openEvalPlace(): Promise<EvalPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-eval-'));
  const browser = await ensureBrowser(startDeadline(300_000, 'finding a browser'));
  return {
    folder,
    async run(yaml, { report: name = 'report', model, options, parts } = {}) {
      const suiteFile = join(folder, 'suite.yaml');
      await writeFile(suiteFile, yaml);
      const parsed = parseSuite(yaml, suiteFile);
      if (!parsed.ok) throw new Error(parsed.problems.map((problem) => `${problem.line}: ${problem.message}`).join('\n'));
      const progress: EvalProgress[] = [];
      const models = (): Models => {
        if (model === undefined) throw new Error('There is no model in this test.');
        const scripted = createScriptedModel(model(), 'scripted:model');
        return { primary: scripted, utility: scripted };
      };
      const out = join(folder, name);
      const { report, stopped } = await runSuite({
        suite: parsed.suite,
        suiteFile,
        folder: out,
        options: { parallel: 1, tags: [], resume: false, ...options },
        folders: { playbooks: BUNDLED_PLAYBOOKS, profiles: join(folder, 'profiles') },
        execute: ({ confirmAll, ...run }) =>
          executeHere({ ...run, log: silentLog, models, ...(confirmAll && { confirm: async () => true }) }),
        targets: { sample: startSampleTarget },
        readCredentials: async (file) => (file === undefined ? {} : JSON.parse(await readFile(join(folder, file), 'utf8'))),
        priceOf: () => undefined,
        env: process.env,
        versions: {
          rote: '0',
          node: process.versions.node,
          browser: browser.version,
          platform: 'test',
          commit: null,
          dirty: false,
          model: null,
        },
        signal: new AbortController().signal,
        log: silentLog,
        onProgress: (one) => progress.push(one),
        ...parts,
      });
      return { report, progress, stopped, folder: out };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
