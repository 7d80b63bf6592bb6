import { join } from 'node:path';
import { writeFileWhole } from '../../base/index.ts';
import type { Manifest } from '../../contract/index.ts';
import { listArtifacts, sha256Of } from '../artifacts.ts';

/**
 * Lists every file of a run folder with its SHA-256 in `manifest.json`, the last file to be written. Throws what the
 * file system throws.
 */
export async function writeManifest(folder: string, known: Omit<Manifest, 'actions' | 'artifacts'>): Promise<Manifest> {
  const artifacts: Manifest['artifacts'] = [];
  for (const artifact of await listArtifacts(folder)) {
    artifacts.push({ ...artifact, sha256: await sha256Of(join(folder, artifact.path)) });
  }
  const { run_id, rote_version, status, events, warnings } = known;
  const actions = artifacts.filter((artifact) => artifact.kind === 'action').length;
  const manifest: Manifest = { run_id, rote_version, status, events, actions, artifacts, warnings };
  await writeFileWhole(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}
