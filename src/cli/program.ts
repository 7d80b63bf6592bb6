import { Command } from 'commander';
import { ROTE_VERSION } from '../base/index.ts';
import type { EvalRunFlags } from './commands/eval.ts';
import type { MiniwobFlags } from './commands/miniwob.ts';
import type { RunFlags } from './commands/run.ts';
import { addServiceCommands } from './service-commands.ts';
import { openTerminal } from './terminal.ts';

const collect = (value: string, all: string[]) => [...all, value];

/** A command is loaded when it is asked for: help and bad input need neither a browser library nor a model's. */
const load = {
  demo: () => import('./commands/demo.ts'),
  doctor: () => import('./commands/doctor.ts'),
  eval: () => import('./commands/eval.ts'),
  miniwob: () => import('./commands/miniwob.ts'),
  playbook: () => import('./commands/playbook.ts'),
  run: () => import('./commands/run.ts'),
  session: () => import('./commands/session.ts'),
  trace: () => import('./commands/trace.ts'),
};

/** Parses, wires by hand, prints. Everything a command needs is handed to it here. */
export function createProgram(finish: (code: number) => void): Command {
  const env = process.env;
  const rote = new Command('rote')
    .description('Turns a sentence into a finished job in a web application that has no API.')
    .version(ROTE_VERSION)
    .showHelpAfterError('(rote --help shows the commands)')
    .exitOverride();

  rote
    .command('run')
    .description('carry a directive out: by the playbook that fits, else by an agent')
    .argument('<directive>', 'what is to be done, for example "Cancel order #10234"')
    .option('--playbook <id>', 'this playbook, whatever the directive says')
    .option('--param <name=value>', 'a parameter of the playbook (repeatable)', collect, [])
    .option('--params <json>', 'parameters as a JSON object')
    .option('--credentials-file <file>', 'JSON or YAML with username, password, …; else ROTE_CREDENTIALS')
    .option('--start-url <url>', 'where to begin; its origin is {base_url} in playbooks')
    .option('--allow-private-networks', 'let the run reach private and loopback addresses')
    .option('--allow-domain <glob>', 'only these domains (repeatable)', collect, [])
    .option('--headed', 'show the browser')
    .option('--record', 'record a trace and screenshots (default)')
    .option('--no-record', 'record neither trace nor screenshots; events and the action log are always kept')
    .option('--timeout <seconds>', 'end the run after this time (default 600)')
    .option('--max-steps <n>', 'steps an agent may take (default 50)')
    .option('--max-tokens <n>', 'tokens an agent may use')
    .option('--max-cost <usd>', 'money an agent may use, by the price table')
    .option('--output <dir>', 'folder in which the run folder is made')
    .option('--run-id <id>', 'name of the run folder (default: a new UUID)')
    .option('--playbooks <dir>', 'folder of playbooks; else ROTE_PLAYBOOKS, else the bundled ones')
    .option('--profile <name>', 'a profile of the profiles folder')
    .option('--model <provider:model>', 'model of the agent; else ROTE_MODEL')
    .option('--thinking <level>', 'none, minimal, low, medium, high or xhigh')
    .option('--output-schema <file>', "JSON schema of the agent's data")
    .option('--agent-only', 'use no playbook')
    .option('--playbook-only', 'never hand over to an agent')
    .option('--no-session', 'neither use nor keep a saved login')
    .option('--explain', 'print what an agent would see and be allowed, without a model')
    .option('--server <url>', 'let a service carry it out (its key in ROTE_API_KEY)')
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .action(async (directive: string, flags: RunFlags) =>
      finish(await (await load.run()).run(directive, flags, env, openTerminal({ json: flags.json === true }))),
    );

  const playbook = rote.command('playbook').description('list, show, validate or match playbooks').exitOverride();
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
    .argument('[files...]', 'files; without any, all of the folder')
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

  rote
    .command('trace')
    .description('open the recording of a run in the trace viewer')
    .argument('<run>', 'id or folder of a run')
    .option('--output <dir>', 'folder in which the run folder was made')
    .action(async (id: string, flags) => finish(await (await load.trace()).trace(id, flags, env, openTerminal({ json: false }))));

  const session = rote.command('session').description('saved logins').exitOverride();
  session
    .command('list')
    .option('--json')
    .action(async (flags) => finish(await (await load.session()).listSavedSessions(flags, env, openTerminal({ json: false }))));
  session
    .command('forget')
    .argument('<origin>', 'such as https://shop.example.com, or "all"')
    .argument('[account]')
    .action(async (origin: string, account: string | undefined) =>
      finish(await (await load.session()).forgetSessions(origin, account, env, openTerminal({ json: false }))),
    );

  addServiceCommands(rote, finish, env);

  const evaluation = rote.command('eval').description('run a suite of cases, judge it, compare two evaluations').exitOverride();
  evaluation
    .command('run')
    .description('carry out the trials of a suite; exit code 1 when an expectation does not hold')
    .argument('<suite>', 'a YAML file, see docs/evaluation.md')
    .requiredOption('--report <dir>', 'where trials, runs and reports go')
    .option('--trials <n>', 'trials of each case, instead of what the suite says')
    .option('--parallel <n>', 'trials at the same time (default 1)')
    .option('--tag <tag>', 'only cases with this tag (repeatable: with one of these)', collect, [])
    .option('--resume', 'go on with the trials in --report that have no verdict yet')
    .option('--limit-usd <usd>', 'begin no trial after this much was spent')
    .option('--limit-minutes <minutes>', 'begin no trial after this time')
    .option('--model <provider:model>', 'model of cases that name none; else ROTE_MODEL')
    .option('--playbooks <dir>', "folder of playbooks; else the suite's, else as for rote run")
    .option('--credentials-file <file>', 'for cases that name no credentials; else ROTE_CREDENTIALS')
    .option('--json', 'the report as JSON on stdout, everything else on stderr')
    .action(async (suite: string, flags: EvalRunFlags) =>
      finish(await (await load.eval()).evalRun(suite, flags, env, openTerminal({ json: flags.json === true }))),
    );
  evaluation
    .command('compare')
    .description('what is really different between two evaluations, and what is noise; exit code 1 when a case has become worse')
    .argument('<before>', 'folder of a report')
    .argument('<after>', 'folder of a report')
    .option('--seed <n>', 'of the bootstrap (default 1)')
    .option('--json')
    .action(async (before: string, after: string, flags) =>
      finish(await (await load.eval()).evalCompare(before, after, flags, openTerminal({ json: false }))),
    );
  evaluation
    .command('rescore')
    .description('judge the trials of a folder again, running nothing')
    .argument('<dir>', 'folder of a report')
    .option('--suite <file>', 'by the expectations of this suite instead of those the trials were made with')
    .option('--json', 'the report as JSON on stdout, everything else on stderr')
    .action(async (dir: string, flags) =>
      finish(await (await load.eval()).evalRescore(dir, flags, openTerminal({ json: flags.json === true }))),
    );
  evaluation
    .command('validate')
    .description('every problem of suite files, with line and column')
    .argument('<suites...>')
    .action(async (files: string[]) => finish(await (await load.eval()).evalValidate(files, openTerminal({ json: false }))));

  evaluation
    .command('miniwob')
    .description('MiniWoB++: give its tasks to the agent, in a folder that you have fetched')
    .argument('<dir>', 'miniwob/html of a checkout of MiniWoB++')
    .option('--report <dir>', 'where episodes and runs go')
    .option('--task <name>', 'only this task (repeatable)', collect, [])
    .option('--seeds <list>', 'numbers and ranges (default 0-9)')
    .option('--model <provider:model>', 'model of the agent; else ROTE_MODEL')
    .option('--max-steps <n>', 'steps of the agent in an episode (default 15)')
    .option('--timeout <seconds>', 'time of an episode (default 180)')
    .option('--record', 'a trace and screenshots of each episode')
    .option('--list', 'the names of the tasks, and nothing else')
    .option('--json', 'the report as JSON on stdout, everything else on stderr')
    .action(async (dir: string, flags: MiniwobFlags) =>
      finish(await (await load.miniwob()).evalMiniwob(dir, flags, env, openTerminal({ json: flags.json === true }))),
    );

  rote
    .command('doctor')
    .description('what is found on this machine')
    .option('--json')
    .action(async (flags) => finish(await (await load.doctor()).doctor(flags, env, openTerminal({ json: false }))));
  rote
    .command('demo')
    .description('do a whole job in the sample back office')
    .option('--headed', 'show the browser')
    .option('--output <dir>', 'folder in which the run folder is made')
    .action(async (flags) => finish(await (await load.demo()).demo(flags, env, openTerminal({ json: false }))));
  return rote;
}
