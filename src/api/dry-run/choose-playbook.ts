import { parse } from 'node:path';
import type { RunRequest } from '../../contract/index.ts';
import { bindPlaybook, extractParameters, formatProblem, matchPlaybook, type Playbook, unknownPlaybook } from '../../playbook/index.ts';
import type { PlaybookList } from '../api-deps.ts';
import { withoutFolders } from '../playbooks/without-folders.ts';
import { type CheckResult, fail, pass } from './check-types.ts';

/** What would drive the run, with the checks made on the way. `bound` is set when every parameter has a valid value. */
export interface Choice {
  playbook: Playbook | undefined;
  bound: Playbook | undefined;
  /** No playbook matches, and none is required: the agent drives from the start. */
  agentDrives: boolean;
  finding: CheckResult;
}

/** Chooses as a run does: the named playbook, else the one that matches the directive, else the agent. */
export function choosePlaybook(request: RunRequest, list: PlaybookList): Choice {
  const { execution_mode, playbook: id } = request;
  if (execution_mode === 'agent_only') {
    if (id === undefined) return byAgent('execution_mode is agent_only: the agent drives.');
    return none(fail('playbook', 'A playbook is named, but the execution mode is agent_only: omit one of the two.'));
  }
  if (id !== undefined) {
    const named = list.playbooks.find(({ playbook }) => playbook.id === id);
    return named ? withParameters(request, named.playbook, `The playbook "${id}" was named.`) : none(fail('playbook', whyNot(id, list)));
  }
  const match = matchPlaybook(
    request.directive,
    list.playbooks.map(({ playbook }) => playbook),
  );
  if (match.kind === 'match') return withParameters(request, match.playbook, match.reason);
  if (execution_mode === 'playbook_only')
    return none(fail('playbook', `No playbook fits, and execution_mode is playbook_only: ${match.reason}`));
  return byAgent(`The agent drives: ${match.reason}`);
}

function whyNot(id: string, { playbooks, problems }: PlaybookList): string {
  const broken = problems.filter(({ file }) => parse(file).name === id);
  if (broken.length > 0) return `The file of the playbook "${id}" is broken: ${withoutFolders(broken).map(formatProblem).join('; ')}`;
  const known = playbooks.map(({ playbook }) => playbook.id);
  return unknownPlaybook(id, known, withoutFolders(problems));
}

function withParameters(request: RunRequest, playbook: Playbook, why: string): Choice {
  const { checks, warnings } = pass('playbook', why);
  const refused = (problems: readonly { message: string; step?: number }[]): Choice => {
    const message = problems.map(({ message, step }) => (step === undefined ? message : `step ${step}: ${message}`)).join('; ');
    const finding = { checks: [...checks, ...fail('playbook_params', message).checks], warnings };
    return { playbook, bound: undefined, agentDrives: false, finding };
  };
  const given = extractParameters(playbook, request.directive, request.playbook_params);
  if (!given.ok) return refused(given.problems);
  const base: Record<string, string> = request.start_url === undefined ? {} : { base_url: new URL(request.start_url).origin };
  const values = { ...base, ...given.values };
  const bound = bindPlaybook(playbook, values);
  if (!bound.ok) return refused(bound.problems);
  const names = Object.keys(values);
  const message = names.length === 0 ? 'The playbook has no parameters.' : `These parameters have a value: ${names.join(', ')}.`;
  const finding = { checks: [...checks, ...pass('playbook_params', message).checks], warnings };
  return { playbook, bound: bound.playbook, agentDrives: false, finding };
}

function byAgent(why: string): Choice {
  const finding = { checks: [...pass('playbook', why).checks, ...pass('playbook_params', 'No playbook is used.').checks], warnings: [] };
  return { playbook: undefined, bound: undefined, agentDrives: true, finding };
}

function none({ checks, warnings }: CheckResult): Choice {
  const finding = { checks: [...checks, ...pass('playbook_params', 'Without a playbook there is nothing to check.').checks], warnings };
  return { playbook: undefined, bound: undefined, agentDrives: false, finding };
}
