import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Deadline } from '../../base/index.ts';
import { readJsonPath } from '../../base/index.ts';
import type { RunConfig, RunReport } from '../../contract/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import type { CheckObservation, TrialRecord } from '../records/trial-record.ts';
import { checkKey, scoreCheck } from '../scoring/score-check.ts';
import type { Check } from '../suite/check-schema.ts';
import { fill, type LookUp, placeholdersIn } from '../suite/placeholders.ts';
import type { EvalCase } from '../suite/suite.ts';
import type { EvalParts } from './eval-deps.ts';
import { httpCall } from './http-call.ts';
import { checkPage } from './page-check.ts';
import { runCommand } from './run-command.ts';

const KEPT_CHARS = 64 * 1024;
const RECHECK_MS = 250;

export interface CheckedRun {
  deps: EvalParts;
  config: RunConfig;
  report: RunReport;
  /** Absolute path of the run folder. */
  folder: string;
  secrets: SecretBook;
  lookUp: LookUp;
  /** Folder for temporary files. */
  scratch: string;
}

/** Makes every check's observation of the target. Throws InfrastructureFailure when there is no answer. */
export async function observeChecks(
  { check: checks, ...expect }: EvalCase['expect'],
  run: CheckedRun,
  deadline: Deadline,
): Promise<Pick<TrialRecord, 'observations' | 'values'>> {
  const lookUp: LookUp = (name) => runValue(name, run) ?? run.lookUp(name);
  const observations: CheckObservation[] = [];
  for (const authored of checks) {
    const key = checkKey(authored);
    const check = fill(authored, lookUp);
    using time = deadline.within('within_ms' in check ? check.within_ms : 0, 'a check');
    for (;;) {
      const found = { key, ...(await observe(check, run, deadline)) };
      if (time.signal.aborted || time.remainingMs() === 0 || scoreCheck(check, found).length === 0) {
        observations.push(found);
        break;
      }
      await time.pause(RECHECK_MS).catch(() => deadline.throwIfEnded());
    }
  }
  const values = placeholdersIn([checks, expect]).flatMap((name) => {
    const value = lookUp(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { observations, values: Object.fromEntries(values) };
}

async function observe(check: Check, run: CheckedRun, deadline: Deadline): Promise<Omit<CheckObservation, 'key'>> {
  switch (check.kind) {
    case 'http': {
      const { status, text } = await httpCall(check, deadline);
      return { status, ...valueIn(text, check.json_path) };
    }
    case 'command': {
      using time = deadline.within(check.timeout_ms, 'the command of a check');
      const cwd = resolve(dirname(run.deps.suiteFile), check.cwd ?? '.');
      const { code, stdout } = await runCommand({ run: check.run, env: check.env, cwd }, time);
      return { status: code, ...valueIn(stdout, check.json_path) };
    }
    case 'page':
      return checkPage(check, { deps: run.deps, trial: run.config, secrets: run.secrets, scratch: run.scratch });
    case 'download':
      return readDownload(check.name_contains ?? '', run);
  }
}

function valueIn(text: string, path: string | undefined): Pick<CheckObservation, 'value' | 'cut' | 'reason'> {
  if (path === undefined) return kept(text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { reason: `the answer is not JSON; it starts with "${text.slice(0, 80)}"` };
  }
  const at = readJsonPath(json, path);
  if (!at.found) return { reason: `the path ends at "${at.at}"` };
  const value = at.value as NonNullable<CheckObservation['value']>;
  return JSON.stringify(value).length <= KEPT_CHARS ? { value } : kept(JSON.stringify(value));
}

function kept(text: string): Pick<CheckObservation, 'value' | 'cut'> {
  return text.length <= KEPT_CHARS ? { value: text } : { value: text.slice(0, KEPT_CHARS), cut: true };
}

async function readDownload(part: string, { report, folder }: CheckedRun): Promise<Omit<CheckObservation, 'key'>> {
  const downloads = report.artifacts.filter((artifact) => artifact.kind === 'download');
  const file = downloads.find((artifact) => basename(artifact.path).includes(part));
  if (file === undefined) {
    const names = downloads.map((artifact) => basename(artifact.path)).join(', ');
    return { reason: names === '' ? 'the run downloaded nothing' : `there is no such file, only ${names}` };
  }
  const path = join(folder, file.path);
  return { bytes: (await stat(path)).size, ...kept(await readFile(path, 'utf8')) };
}

function runValue(name: string, { report, folder }: CheckedRun): string | undefined {
  if (name === 'run.id') return report.run_id;
  if (name === 'run.folder') return folder;
  if (name === 'run.summary') return report.summary;
  if (!name.startsWith('run.data.')) return undefined;
  const at = readJsonPath(report.data, name.slice('run.data.'.length));
  if (!at.found) return undefined;
  return typeof at.value === 'string' ? at.value : JSON.stringify(at.value);
}
