import type { Command } from 'commander';
import { openTerminal } from './terminal.ts';

/** A command is loaded when it is asked for. */
const load = {
  key: () => import('./commands/key.ts'),
  runs: () => import('./commands/runs.ts'),
  serve: () => import('./commands/serve.ts'),
};

/** The platform: a service, its runs, its keys. */
export function addServiceCommands(rote: Command, finish: (code: number) => void, env: NodeJS.ProcessEnv): void {
  const plain = () => openTerminal({ json: false });
  const withWorker = (command: Command) =>
    command
      .option('--database-url <url>', 'Postgres; else ROTE_DATABASE_URL, else a database in the data folder')
      .option('--artifacts <url>', 's3://bucket/prefix?endpoint=…; else ROTE_ARTIFACTS, else the data folder')
      .option('--playbooks <dir>', 'folder of playbooks; else ROTE_PLAYBOOKS, else the bundled ones')
      .option('--capacity <n>', 'runs at a time (default: the number of cores)')
      .option('--memory-mb <n>', 'memory of one run, its browser included (default 2048)')
      .option('--listen-host <address>', 'where api processes on other machines reach the runs (default 127.0.0.1)')
      .option('--keep-days <n>', 'remove runs that ended longer ago')
      .option('--keep-gb <n>', 'remove the oldest runs when recordings take more')
      .option('--drain-seconds <n>', 'how long runs may take to end after SIGTERM (default 300)')
      .option('--webhook-private', 'let webhooks go to private and loopback addresses');
  withWorker(rote.command('serve').description('a service with an HTTP api that carries runs out'))
    .option('--host <address>', 'address to listen at (default 127.0.0.1; any other needs keys)')
    .option('--port <n>', 'port to listen at (default 7070; 0 takes a free one)')
    .option('--rate-limit <n>', 'requests a minute for each key (default 1200)')
    .option('--no-worker', 'the api only; workers run elsewhere')
    .action(async (flags) => finish(await (await load.serve()).serve(flags, env, plain())));
  withWorker(rote.command('worker').description('carries runs out for a service whose database it shares')).action(async (flags) =>
    finish(await (await load.serve()).worker(flags, env, plain())),
  );

  const runs = rote.command('runs').description('the runs of a service').exitOverride();
  const server = ['--server <url>', 'else ROTE_SERVER, else http://127.0.0.1:7070; the key is ROTE_API_KEY'] as const;
  runs
    .command('list')
    .option(...server)
    .option('--status <names>', 'only these, separated by commas')
    .option('--playbook <id>', 'only of this playbook')
    .option('--text <text>', 'only with this in the directive')
    .option('--limit <n>', 'how many (default 20)')
    .option('--cursor <cursor>', 'where an earlier list ended')
    .option('--json')
    .action(async (flags) => finish(await (await load.runs()).listRuns(flags, env, plain())));
  const one = (name: string, description: string) =>
    runs
      .command(name)
      .description(description)
      .argument('<run>', 'id of a run')
      .option(...server)
      .option('--json');
  one('show', 'how it is, or how it ended').action(async (id, flags) => finish(await (await load.runs()).showRun(id, flags, env, plain())));
  one('stop', 'ends it').action(async (id, flags) => finish(await (await load.runs()).stopRun(id, flags, env, plain())));
  one('follow', 'what happens in it, from its first event to its end').action(async (id, flags) =>
    finish(await (await load.runs()).follow(id, flags, env, plain())),
  );

  const key = rote.command('key').description('keys of the api').exitOverride();
  const database = ['--database-url <url>', 'Postgres; else ROTE_DATABASE_URL, else the database in the data folder'] as const;
  key
    .command('create')
    .description('prints a new key, once')
    .argument('<name>', 'what it is for')
    .option(...database)
    .option('--json')
    .action(async (name: string, flags) => finish(await (await load.key()).createKey(name, flags, env, plain())));
  key
    .command('list')
    .option(...database)
    .option('--json')
    .action(async (flags) => finish(await (await load.key()).listKeys(flags, env, plain())));
  key
    .command('revoke')
    .argument('<name>', 'name or id of a key')
    .option(...database)
    .action(async (name: string, flags) => finish(await (await load.key()).revokeKey(name, flags, env, plain())));
  key
    .command('webhook')
    .description('prints what webhooks are signed with')
    .action(async () => finish(await (await load.key()).showWebhookSecret(env, plain())));
}
