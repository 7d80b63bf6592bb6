import type { Log } from '../../base/index.ts';
import { parseArtifactsUrl, type StorageOptions } from '../../storage/index.ts';
import { dataFolder, runsFolder } from '../folders.ts';

/**
 * Where runs are kept: --database-url or ROTE_DATABASE_URL, else the embedded database in the data folder; --artifacts or ROTE_ARTIFACTS, else
 * its runs folder.
 */
export function storageOptions(flags: { databaseUrl?: string; artifacts?: string }, env: NodeJS.ProcessEnv, log: Log): StorageOptions {
  const databaseUrl = flags.databaseUrl ?? (env.ROTE_DATABASE_URL || undefined);
  const artifacts = flags.artifacts ?? (env.ROTE_ARTIFACTS || undefined);
  return {
    dataFolder: dataFolder(env),
    artifacts: artifacts === undefined ? { kind: 'folder', folder: runsFolder(env) } : parseArtifactsUrl(artifacts),
    log,
    databaseUrl,
  };
}
