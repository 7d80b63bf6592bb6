import { EXIT } from '../exit-code.ts';
import { sessionStore } from '../session-store.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `rote session list`: prints the origin, account and dates of each saved login, never what is in it. */
export async function listSavedSessions(flags: { json?: boolean }, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const sessions = await sessionStore(env).list();
  if (flags.json) {
    const rows = sessions.map(({ savedAt, expiresAt, ...rest }) => ({
      ...rest,
      saved_at: new Date(savedAt).toISOString(),
      expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    }));
    terminal.json(rows);
    return EXIT.completed;
  }
  if (sessions.length === 0) terminal.out('No logins are saved.');
  for (const one of sessions) {
    const until = one.expiresAt === null ? 'until the application ends it' : `until ${minute(one.expiresAt)}`;
    terminal.out(
      `${terminal.bold(one.origin)}  ${one.account}  ${terminal.dim(`saved ${minute(one.savedAt)}, ${until}${one.encrypted ? ', encrypted' : ''}`)}`,
    );
  }
  return EXIT.completed;
}

/** `rote session forget ORIGIN [ACCOUNT]`: deletes saved logins; ORIGIN may be `all`. */
export async function forgetSessions(
  origin: string,
  account: string | undefined,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const count = await sessionStore(env).forget(origin === 'all' ? {} : { origin, account });
  terminal.out(count === 0 ? 'No such login is saved.' : `${count} saved ${count === 1 ? 'login' : 'logins'} forgotten.`);
  return EXIT.completed;
}

function minute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
