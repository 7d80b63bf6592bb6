import { RoteError } from '../../contract/index.ts';
import { type Header, readHeader, writeHeader } from '../records/header.ts';
import type { EvalSuite } from '../suite/suite.ts';
import type { EvalParts } from './eval-deps.ts';

/** Begins a folder, or goes on with one. Throws CONFLICT when it holds trials that are not to be, or cannot be, gone on with. */
export async function prepareHeader(parts: EvalParts): Promise<Header> {
  const { suite, suiteFile, folder, options } = parts;
  const found = await readHeader(folder);
  if (found !== undefined) refuseOthers(found, suite, parts);
  const header: Header = {
    format: 'rote-eval',
    version: 1,
    suite_file: suiteFile,
    suite_hash: suite.hash,
    suite: suite.authored,
    trials: options.trials ?? found?.trials ?? null,
    tags: options.tags.length > 0 ? [...options.tags] : (found?.tags ?? []),
    sessions: [
      ...(found?.sessions ?? []),
      { started_at: new Date().toISOString(), parallel: options.parallel, versions: parts.versions, ended: null },
    ],
    prices: found?.prices ?? [],
  };
  await writeHeader(folder, header);
  return header;
}

function refuseOthers(found: Header, suite: EvalSuite, { folder, options }: EvalParts): void {
  if (!options.resume) {
    throw new RoteError('CONFLICT', `${folder} holds trials already: --resume goes on with them, or give another --report folder.`);
  }
  if (found.suite_hash === suite.hash) return;
  throw new RoteError(
    'CONFLICT',
    `The suite has changed since the trials in ${folder} were made, so that they cannot be put together: give another --report folder, or judge the old ones by the new expectations with "rote eval rescore".`,
  );
}

/** The header with how the session ended, and what the models cost. */
export function endedHeader(header: Header, reason: string | null, prices: Header['prices']): Header {
  const sessions = header.sessions.map((session, index) =>
    index === header.sessions.length - 1 ? { ...session, ended: { at: new Date().toISOString(), reason } } : session,
  );
  return { ...header, sessions, prices };
}
