import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { errorMessage } from '../../base/index.ts';
import { findBrowser } from '../../browser/index.ts';
import { describeModels } from '../../model/index.ts';
import { EXIT } from '../exit-code.ts';
import { dataFolder, playbooksFolder } from '../folders.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface Diagnosis {
  what: string;
  found: string;
  /** What to do about it; undefined when nothing is missing. */
  advice?: string;
  /** No run can start without it. */
  needed: boolean;
}

/** `rote doctor`: shows what Rote finds on this machine. Exit code 1 when something that every run needs is missing. */
export async function doctor(options: { json?: boolean }, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const findings = [node(), await browser(env), ...models(env), await data(env), database(env), playbooks(env)];
  const missing = findings.filter((finding) => finding.needed && finding.advice !== undefined);
  if (options.json) terminal.json({ ok: missing.length === 0, findings });
  else for (const finding of findings) terminal.out(line(finding, terminal));
  return missing.length === 0 ? EXIT.completed : EXIT.failed;
}

function line({ what, found, advice, needed }: Diagnosis, t: Terminal): string {
  const warning = needed ? t.red('✗') : t.yellow('–');
  const mark = advice === undefined ? t.green('✓') : warning;
  return `${mark} ${what.padEnd(12)} ${found}${advice === undefined ? '' : `\n  ${''.padEnd(12)} ${t.dim(advice)}`}`;
}

function node(): Diagnosis {
  const major = Number(process.versions.node.split('.')[0]);
  const found = `${process.version} (${process.execPath})`;
  return {
    what: 'Node',
    found,
    needed: true,
    advice: major < 24 ? 'Start Rote with "rote" or through npm, which use the Node 24 in its package.' : undefined,
  };
}

async function browser(env: NodeJS.ProcessEnv): Promise<Diagnosis> {
  const advice = 'Install Chromium ("apt-get install chromium"), or set ROTE_BROWSER. "rote demo" installs one where it can.';
  try {
    const found = await findBrowser(env, { asksAgain: true });
    if (!found) return { what: 'Browser', found: 'none found', needed: true, advice };
    return { what: 'Browser', found: `${found.version} (${found.path}, ${found.source})`, needed: true };
  } catch (error) {
    return { what: 'Browser', found: errorMessage(error), needed: true, advice };
  }
}

function models(env: NodeJS.ProcessEnv): Diagnosis[] {
  const { primary, utility, keys, problems } = describeModels(env);
  const set = keys.filter((key) => key.set).map((key) => key.variable);
  return [
    {
      what: 'Model',
      found: primary === null ? 'none' : `${primary}; for clicks and goals ${utility}`,
      needed: false,
      advice: problems.length > 0 ? `${problems.join('; ')}.` : undefined,
    },
    { what: 'Keys', found: set.length === 0 ? 'none set' : `set: ${set.join(', ')}`, needed: false },
  ];
}

async function data(env: NodeJS.ProcessEnv): Promise<Diagnosis> {
  const folder = dataFolder(env);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const found = `${folder} (${(free / 1e9).toFixed(1)} GB free)`;
    const advice = free < 500e6 ? 'Less than 0.5 GB is free: recordings need more.' : undefined;
    return { what: 'Data folder', found, needed: true, advice };
  } catch {
    // The advice is the same for every reason.
    return {
      what: 'Data folder',
      found: `${folder} is not writable`,
      needed: true,
      advice: 'Set ROTE_DATA to a writable folder.',
    };
  }
}

function database(env: NodeJS.ProcessEnv): Diagnosis {
  const found = env.ROTE_DATABASE_URL
    ? 'Postgres, from ROTE_DATABASE_URL (for rote serve and rote worker)'
    : 'embedded, in the data folder (for rote serve)';
  return { what: 'Database', found, needed: false };
}

function playbooks(env: NodeJS.ProcessEnv): Diagnosis {
  return { what: 'Playbooks', found: playbooksFolder(env), needed: false };
}
