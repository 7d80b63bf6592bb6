import { silentLog } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { type KeyStore, openStorage, type StoredKey } from '../../storage/index.ts';
import { EXIT } from '../exit-code.ts';
import { dataFolder } from '../folders.ts';
import { remoteKeys } from '../key-socket.ts';
import { storageOptions } from '../options/storage-options.ts';
import { openServerKey } from '../server-key.ts';
import { webhookSecret } from '../service/webhook-secret.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface KeyFlags {
  databaseUrl?: string;
  json?: boolean;
  allRuns?: boolean;
}

type Keys = Pick<KeyStore, 'create' | 'list' | 'revoke'>;

/** `rote key create NAME`: prints the key once, on stdout. Only its hash is stored. */
export async function createKey(name: string, flags: KeyFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const { key, stored } = await withKeys(flags, env, (keys) => keys.create(name, flags.allRuns ? 'all' : 'own'));
  if (flags.json) terminal.json({ ...stored, key });
  else {
    terminal.out(key);
    terminal.err(terminal.dim(`Save it now: the key "${stored.name}" (${stored.id}, ${runsOf(stored)}) is not shown again.`));
  }
  return EXIT.completed;
}

/** `rote key list`: prints names and dates, never a key. */
export async function listKeys(flags: KeyFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const stored = await withKeys(flags, env, (keys) => keys.list());
  if (flags.json) terminal.json(stored);
  else if (stored.length === 0) terminal.out('There are no keys.');
  else {
    for (const one of stored) {
      const state = one.revoked_at === null ? terminal.green('active') : terminal.red(`revoked ${minute(one.revoked_at)}`);
      const used = one.last_used_at === null ? 'never used' : `last used ${minute(one.last_used_at)}`;
      terminal.out(
        `${one.id}  ${terminal.bold(one.name)}  ${state}  ${terminal.dim(`${runsOf(one)}, created ${minute(one.created_at)}, ${used}`)}`,
      );
    }
  }
  return EXIT.completed;
}

/** `rote key revoke NAME`: takes effect with the next request. */
export async function revokeKey(name: string, flags: KeyFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  if (!(await withKeys(flags, env, (keys) => keys.revoke(name))))
    throw new RoteError('NOT_FOUND', `There is no active key "${name}": "rote key list" shows all keys.`);
  terminal.out(`The key "${name}" is revoked.`);
  return EXIT.completed;
}

/** `rote key webhook`: prints the secret with which receivers check signatures. */
export async function showWebhookSecret(env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  terminal.out(webhookSecret(await openServerKey(env, dataFolder(env)), env).reveal());
  return EXIT.completed;
}

/** Uses the keys through the process that holds the data folder, if there is one, else in the database itself. */
async function withKeys<T>(flags: KeyFlags, env: NodeJS.ProcessEnv, use: (keys: Keys) => Promise<T>): Promise<T> {
  const options = storageOptions(flags, env, silentLog);
  const remote = options.databaseUrl === undefined ? await remoteKeys(dataFolder(env)) : undefined;
  if (remote) return use(remote);
  const storage = await openStorage(options);
  try {
    return await use(storage.keys);
  } finally {
    await storage.close();
  }
}

function runsOf({ sees }: StoredKey): string {
  return sees === 'all' ? 'for the runs of all keys' : 'for its own runs';
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
