import type { Command } from 'commander';
import { openTerminal } from './terminal/terminal.ts';

/** Each command is loaded when it runs. */
const load = {
  key: () => import('./commands/key.ts'),
  runs: () => import('./commands/runs.ts'),
  serve: () => import('./commands/serve.ts'),
};

/** Adds the commands for a service, its runs and its keys. */
export function addServiceCommands(rote: Command, finish: (code: number) => void, env: NodeJS.ProcessEnv): void {
  const plain = () => openTerminal({ json: false });
  const withWorker = (command: Command) =>
    command
      .option('--database-url <url>', 'a Postgres database; else ROTE_DATABASE_URL, else the embedded database')
      .option('--artifacts <url>', 's3://bucket/prefix?endpoint=…; else ROTE_ARTIFACTS, else the data folder')
      .option('--playbooks <dir>', 'folder of playbooks; else ROTE_PLAYBOOKS, else the bundled ones')
      .option('--uploads <dir>', 'folder from which runs may upload files; else ROTE_UPLOADS, else only what a run downloaded')
      .option('--policy <file>', 'YAML file that bounds what runs may widen; else ROTE_POLICY')
      .option('--upstream-proxies <hosts>', 'private proxies that runs may use, such as proxy.internal:3128; else ROTE_UPSTREAM_PROXIES')
      .option('--closed <endpoints>', "host:port that no run reaches besides the service's own ports; else ROTE_CLOSED")
      .option('--capacity <n>', 'runs at the same time (default: the number of cores)')
      .option('--memory-mb <n>', 'memory of one run, its browser included (default 2048)')
      .option('--listen-host <address>', 'where API processes on other machines reach the runs (default 127.0.0.1)')
      .option('--keep-days <n>', 'remove runs that ended longer ago than this')
      .option('--keep-gb <n>', 'remove the oldest runs when recordings take more than this')
      .option('--drain-seconds <n>', 'how long running runs may take to end after SIGTERM (default 300)')
      .option('--webhook-private', 'allow webhooks to private and loopback addresses');
  withWorker(rote.command('serve').description('start a service: HTTP API, queue and worker'))
    .option('--host <address>', 'address to listen on (default 127.0.0.1; keys are required on any other)')
    .option('--port <n>', 'port to listen on (default 7070; 0 takes a free one)')
    .option('--rate-limit <n>', 'requests per minute for each key (default 1200)')
    .option('--no-worker', 'start only the API; workers run elsewhere')
    .action(async (flags) => finish(await (await load.serve()).serve(flags, env, plain())));
  withWorker(rote.command('worker').description('run jobs for a service with which it shares a database')).action(async (flags) =>
    finish(await (await load.serve()).worker(flags, env, plain())),
  );

  const runs = rote.command('runs').description('list, show, stop or follow the runs of a service').exitOverride();
  const server = ['--server <url>', 'the service; else ROTE_SERVER, else http://127.0.0.1:7070; the key comes from ROTE_API_KEY'] as const;
  runs
    .command('list')
    .option(...server)
    .option('--status <names>', 'only these statuses, separated by commas')
    .option('--playbook <id>', 'only runs of this playbook')
    .option('--text <text>', 'only runs with this text in the directive')
    .option('--limit <n>', 'how many (default 20)')
    .option('--cursor <cursor>', 'continue where an earlier list ended')
    .option('--json')
    .action(async (flags) => finish(await (await load.runs()).listRuns(flags, env, plain())));
  const one = (name: string, description: string) =>
    runs
      .command(name)
      .description(description)
      .argument('<run>', 'ID of a run')
      .option(...server)
      .option('--json');
  one('show', 'show a run').action(async (id, flags) => finish(await (await load.runs()).showRun(id, flags, env, plain())));
  one('stop', 'stop a run').action(async (id, flags) => finish(await (await load.runs()).stopRun(id, flags, env, plain())));
  one('follow', "print a run's events from the first to the last").action(async (id, flags) =>
    finish(await (await load.runs()).follow(id, flags, env, plain())),
  );

  const key = rote.command('key').description('create, list or revoke API keys').exitOverride();
  const database = ['--database-url <url>', 'a Postgres database; else ROTE_DATABASE_URL, else the embedded database'] as const;
  key
    .command('create')
    .description('print a new API key, once')
    .argument('<name>', 'what the key is for')
    .option('--all-runs', 'for the runs of every key and the metrics, not only for its own runs')
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
    .argument('<name>', 'name or ID of a key')
    .option(...database)
    .action(async (name: string, flags) => finish(await (await load.key()).revokeKey(name, flags, env, plain())));
  key
    .command('webhook')
    .description('print the secret that signs webhooks')
    .action(async () => finish(await (await load.key()).showWebhookSecret(env, plain())));
}
