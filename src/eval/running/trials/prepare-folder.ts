import { RoteError } from '../../../contract/index.ts';
import { type Header, readHeader, writeHeader } from '../../records/header.ts';
import type { EvalSuite } from '../../suite/suite.ts';
import type { EvalParts } from '../eval-deps.ts';

/** Starts a folder of trials or resumes one. Throws CONFLICT when the folder holds trials that must not or cannot be continued. */
export async function prepareHeader(deps: EvalParts): Promise<Header> {
  const { suite, suiteFile, folder, options } = deps;
  const found = await readHeader(folder);
  if (found !== undefined) refuseOtherTrials(found, suite, deps);
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
      { started_at: new Date().toISOString(), parallel: options.parallel, versions: deps.versions, ended: null },
    ],
    prices: found?.prices ?? [],
  };
  await writeHeader(folder, header);
  return header;
}

function refuseOtherTrials(found: Header, suite: EvalSuite, { folder, options }: EvalParts): void {
  if (!options.resume) {
    throw new RoteError('CONFLICT', `${folder} already holds trials: continue them with --resume, or give another --report folder.`);
  }
  if (found.suite_hash === suite.hash) return;
  throw new RoteError(
    'CONFLICT',
    `The suite has changed since the trials in ${folder} ran: give another --report folder, or judge the old trials by the new expectations with "rote eval rescore".`,
  );
}

/** The header with the end of the last session, and the prices of the models. */
export function endedHeader(header: Header, reason: string | null, prices: Header['prices']): Header {
  const sessions = header.sessions.map((session, index) =>
    index === header.sessions.length - 1 ? { ...session, ended: { at: new Date().toISOString(), reason } } : session,
  );
  return { ...header, sessions, prices };
}
