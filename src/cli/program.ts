import { Command } from 'commander';
import { ROTE_VERSION } from '../base/index.ts';
import type { EvalRunFlags } from './commands/eval.ts';
import type { MiniwobFlags } from './commands/miniwob.ts';
import type { FixFlags } from './commands/playbook-fix.ts';
import type { RunFlags } from './commands/run.ts';
import { addServiceCommands } from './service-commands.ts';
import { openTerminal } from './terminal/terminal.ts';

const collect = (value: string, all: string[]) => [...all, value];

/** Each command is loaded when it runs: help and usage errors need neither a browser library nor a model library. */
const load = {
  demo: () => import('./commands/demo.ts'),
  doctor: () => import('./commands/doctor.ts'),
  eval: () => import('./commands/eval.ts'),
  miniwob: () => import('./commands/miniwob.ts'),
  playbook: () => import('./commands/playbook.ts'),
  playbookFix: () => import('./commands/playbook-fix.ts'),
  run: () => import('./commands/run.ts'),
  session: () => import('./commands/session.ts'),
  trace: () => import('./commands/trace.ts'),
};

/** The command line of Rote. `finish` gets the exit code of the command that ran. */
export function createProgram(finish: (code: number) => void): Command {
  const env = process.env;
  const rote = new Command('rote')
    .description('Turns a sentence into a finished job in a web application that has no API.')
    .version(ROTE_VERSION)
    .showHelpAfterError('(rote --help shows the commands)')
    .exitOverride();

  rote
    .command('run')
    .description('run a directive with the playbook that matches, otherwise with an agent')
    .argument('<directive>', 'what to do, for example "Cancel order #10234"')
    .option('--playbook <id>', 'use this playbook, whatever the directive says')
    .option('--param <name=value>', 'a parameter of the playbook; overrides --params (repeatable)', collect, [])
    .option('--params <json>', 'parameters as a JSON object')
    .option('--credentials-file <file>', 'JSON or YAML with username, password and other names; else ROTE_CREDENTIALS')
    .option('--start-url <url>', 'where to start; its origin is {base_url} in playbooks')
    .option('--allow-private-networks', 'allow private and loopback addresses')
    .option('--allow-domain <glob>', 'allow only these domains (repeatable)', collect, [])
    .option('--proxy <url>', 'upstream proxy, http://host:port; else ROTE_PROXY')
    .option('--read-only', 'let the network refuse whatever may change something, except the login')
    .option('--headed', 'show the browser')
    .option('--record', 'record a trace and screenshots (default)')
    .option('--no-record', 'record neither trace nor screenshots; events and the action log are always kept')
    .option('--locale <tag>', 'language and region of the browser, such as de-DE, unless the playbook or profile has one')
    .option('--timezone <name>', 'time zone of the browser, such as Europe/Berlin, unless the playbook or profile has one')
    .option('--reduced-motion <preference>', 'reduce (default) or no-preference, which shows animations')
    .option('--service-workers <mode>', 'bypass (default), full or block')
    .option('--timeout <seconds>', 'end the run after this time (default 600)')
    .option('--max-steps <n>', 'steps the agent may take (default 50)')
    .option('--max-tokens <n>', 'input and output tokens the agent may use')
    .option('--max-cost <usd>', 'money the agent may spend, by the price table')
    .option('--output <dir>', 'folder for the run folder')
    .option('--run-id <id>', 'name of the run folder (default: a new UUID)')
    .option('--playbooks <dir>', 'folder of playbooks; else ROTE_PLAYBOOKS, else the bundled ones')
    .option('--profile <name>', 'a profile from the profiles folder')
    .option('--model <provider:model>', "the agent's model; else ROTE_MODEL")
    .option('--thinking <level>', 'none, minimal, low, medium (default), high or xhigh')
    .option('--output-schema <file>', "JSON schema for the agent's data")
    .option('--agent-only', 'use no playbook')
    .option('--playbook-only', 'never hand over to an agent')
    .option('--no-session', 'neither use nor save a login')
    .option('--explain', 'print what the agent would see and be allowed to do, without calling a model')
    .option('--server <url>', 'let a service run it; the API key comes from ROTE_API_KEY')
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .action(async (directive: string, flags: RunFlags) =>
      finish(await (await load.run()).run(directive, flags, env, openTerminal({ json: flags.json === true }))),
    );

  const playbook = rote.command('playbook').description('list, show, validate, match or fix playbooks').exitOverride();
  const folder = ['--playbooks <dir>', 'folder of playbooks; else ROTE_PLAYBOOKS, else the bundled ones'] as const;
  playbook
    .command('list')
    .option(...folder)
    .option('--json')
    .action(async (flags) => finish(await (await load.playbook()).listPlaybooks(flags, env, openTerminal({ json: false }))));
  playbook
    .command('show')
    .argument('<id>')
    .option(...folder)
    .option('--json')
    .action(async (id: string, flags) => finish(await (await load.playbook()).showPlaybook(id, flags, env, openTerminal({ json: false }))));
  playbook
    .command('validate')
    .argument('[files...]', 'playbook files; default: all in the folder')
    .option(...folder)
    .option('--json')
    .action(async (files: string[], flags) =>
      finish(await (await load.playbook()).validatePlaybooks(files, flags, env, openTerminal({ json: false }))),
    );
  playbook
    .command('match')
    .argument('<directive>')
    .option(...folder)
    .option('--json')
    .action(async (directive: string, flags) =>
      finish(await (await load.playbook()).matchDirective(directive, flags, env, openTerminal({ json: false }))),
    );
  playbook
    .command('fix')
    .description('show what recorded runs prove to be missing in a playbook, and write it once you agree')
    .argument('<playbook>', 'a file, or the id of a playbook in the folder')
    .requiredOption('--effects', 'declare effects that steps had without "effect: write"')
    .option('--run <run>', 'ID or folder of a run (default: the newest recorded runs of the playbook)')
    .option('--output <dir>', 'folder that holds the run folders')
    .option('--yes', 'write "effect: write" for each of the steps without asking')
    .option(...folder)
    .action(async (name: string, flags: FixFlags) =>
      finish(await (await load.playbookFix()).fixPlaybook(name, flags, env, openTerminal({ json: false }))),
    );

  rote
    .command('trace')
    .description('serve the trace of a run in the trace viewer')
    .argument('<run>', 'ID or folder of a run')
    .option('--output <dir>', 'folder that holds the run folder')
    .action(async (id: string, flags) => finish(await (await load.trace()).trace(id, flags, env, openTerminal({ json: false }))));

  const session = rote.command('session').description('list or delete saved logins').exitOverride();
  session
    .command('list')
    .option('--json')
    .action(async (flags) => finish(await (await load.session()).listSavedSessions(flags, env, openTerminal({ json: false }))));
  session
    .command('forget')
    .argument('<origin>', 'an address such as https://shop.example.com, or "all"')
    .argument('[account]')
    .action(async (origin: string, account: string | undefined) =>
      finish(await (await load.session()).forgetSessions(origin, account, env, openTerminal({ json: false }))),
    );

  addServiceCommands(rote, finish, env);

  const evaluation = rote.command('eval').description('run a suite of cases, judge it, compare two reports').exitOverride();
  evaluation
    .command('run')
    .description('run the trials of a suite; exit code 1 when an expectation is not met')
    .argument('<suite>', 'a YAML file, see docs/evaluation.md')
    .requiredOption('--report <dir>', 'where trials, runs and reports go')
    .option('--trials <n>', 'trials of each case (default: as the suite says)')
    .option('--parallel <n>', 'trials at the same time (default 1)')
    .option('--tag <tag>', 'only cases with this tag (repeatable: with any of the tags)', collect, [])
    .option('--resume', 'continue with the trials in --report that have no verdict')
    .option('--limit-usd <usd>', 'start no trial after this much was spent')
    .option('--limit-minutes <minutes>', 'start no trial after this time')
    .option('--model <provider:model>', 'model for cases that name none; else ROTE_MODEL')
    .option('--playbooks <dir>', "folder of playbooks; else the suite's, else as for rote run")
    .option('--credentials-file <file>', 'for cases that name no credentials; else ROTE_CREDENTIALS')
    .option('--json', 'print the report as JSON on stdout, everything else on stderr')
    .action(async (suite: string, flags: EvalRunFlags) =>
      finish(await (await load.eval()).evalRun(suite, flags, env, openTerminal({ json: flags.json === true }))),
    );
  evaluation
    .command('compare')
    .description('tell real differences between two reports from noise; exit code 1 when a case got worse')
    .argument('<before>', 'folder of the first report')
    .argument('<after>', 'folder of the second report')
    .option('--seed <n>', 'seed of the bootstrap (default 1)')
    .option('--json')
    .action(async (before: string, after: string, flags) =>
      finish(await (await load.eval()).evalCompare(before, after, flags, openTerminal({ json: false }))),
    );
  evaluation
    .command('rescore')
    .description('judge recorded trials again, without running anything')
    .argument('<dir>', 'folder of a report')
    .option('--suite <file>', 'judge by the expectations of this suite (default: the suite that the trials ran with)')
    .option('--json', 'print the report as JSON on stdout, everything else on stderr')
    .action(async (dir: string, flags) =>
      finish(await (await load.eval()).evalRescore(dir, flags, openTerminal({ json: flags.json === true }))),
    );
  evaluation
    .command('validate')
    .description('report every problem of suite files, with line and column')
    .argument('<suites...>')
    .action(async (files: string[]) => finish(await (await load.eval()).evalValidate(files, openTerminal({ json: false }))));

  evaluation
    .command('miniwob')
    .description('give the tasks of MiniWoB++ to the agent')
    .argument('<dir>', 'miniwob/html in a checkout of MiniWoB++')
    .option('--report <dir>', 'where episodes and runs go')
    .option('--task <name>', 'only this task (repeatable)', collect, [])
    .option('--seeds <list>', 'numbers and ranges (default 0-9)')
    .option('--model <provider:model>', "the agent's model; else ROTE_MODEL")
    .option('--max-steps <n>', 'steps of the agent in an episode (default 15)')
    .option('--timeout <seconds>', 'time limit of an episode (default 180)')
    .option('--record', 'record a trace and screenshots of each episode')
    .option('--list', 'print the names of the tasks and stop')
    .option('--json', 'print the report as JSON on stdout, everything else on stderr')
    .action(async (dir: string, flags: MiniwobFlags) =>
      finish(await (await load.miniwob()).evalMiniwob(dir, flags, env, openTerminal({ json: flags.json === true }))),
    );

  rote
    .command('doctor')
    .description('show what Rote finds on this machine')
    .option('--json')
    .action(async (flags) => finish(await (await load.doctor()).doctor(flags, env, openTerminal({ json: false }))));
  rote
    .command('demo')
    .description('do a complete job in the sample back office')
    .option('--headed', 'show the browser')
    .option('--output <dir>', 'folder for the run folder')
    .action(async (flags) => finish(await (await load.demo()).demo(flags, env, openTerminal({ json: false }))));
  return rote;
}
