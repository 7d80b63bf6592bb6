import { execFile } from 'node:child_process';
import { arch, platform, release } from 'node:os';
import { promisify } from 'node:util';
import { PACKAGE_ROOT, ROTE_VERSION } from '../../base/index.ts';
import type { Versions } from '../../eval/index.ts';

/** The versions of everything that an evaluation runs on, for comparing its report with others. */
export async function versionsOf(browser: string, model: string | null): Promise<Versions> {
  const commit = await git('rev-parse', 'HEAD');
  const changes = commit === undefined ? undefined : await git('status', '--porcelain', '--untracked-files=no');
  return {
    rote: ROTE_VERSION,
    node: process.versions.node,
    browser,
    platform: `${platform()} ${release()} ${arch()}`,
    commit: commit ?? null,
    dirty: (changes ?? '') !== '',
    model,
  };
}

/** Undefined without git, or when Rote's folder is not the root of a checkout. */
async function git(...args: string[]): Promise<string | undefined> {
  try {
    const top = await promisify(execFile)('git', ['-C', PACKAGE_ROOT, 'rev-parse', '--show-prefix']);
    if (top.stdout.trim() !== '') return undefined;
    return (await promisify(execFile)('git', ['-C', PACKAGE_ROOT, ...args])).stdout.trim();
  } catch {
    return undefined;
  }
}
