import { parse } from 'node:path';
import { excerpt } from '../../base/index.ts';
import type { RunConfig } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import {
  type BindProblem,
  bindPlaybook,
  extractParameters,
  formatProblem,
  matchPlaybook,
  type Playbook,
  skippedFiles,
  unknownPlaybook,
} from '../../playbook/index.ts';
import type { PlaybookFolder } from './playbook-folder.ts';

/** What a run is going to do, decided before a browser starts. `skipped` names a broken playbook file that could have been the one meant. */
export type Plan =
  | { driver: 'playbook'; playbook: Playbook; parameters: Record<string, string>; why: string }
  | { driver: 'agent'; why: string; skipped?: string };

/**
 * Chooses a playbook by id, else by the tags in the directive, else the agent, and binds the parameters. Throws a RoteError: NOT_FOUND
 * for an unknown id, VALIDATION_FAILED for everything else that the caller can correct.
 */
export function planRun(config: RunConfig, folder: PlaybookFolder): Plan {
  if (config.execution_mode === 'agent_only') {
    if (config.playbook !== undefined)
      throw new RoteError('VALIDATION_FAILED', 'A playbook is named, but the execution mode is agent_only: omit one of the two.');
    return { driver: 'agent', why: 'the execution mode is agent_only' };
  }
  const chosen = config.playbook === undefined ? byDirective(config, folder) : byId(config.playbook, folder);
  if (chosen.playbook === undefined) {
    if (config.execution_mode === 'playbook_only') {
      throw new RoteError(
        'NOT_FOUND',
        `No playbook fits the directive "${excerpt(config.directive, 80)}": ${chosen.why} Name one with --playbook.`,
      );
    }
    return { driver: 'agent', why: chosen.why, skipped: skippedFiles(folder.problems) };
  }
  const { playbook } = chosen;
  const given = extractParameters(playbook, config.directive, config.playbook_params);
  if (!given.ok) throw bindError(playbook, given.problems);
  const values = { ...baseUrl(config), ...given.values };
  const bound = bindPlaybook(playbook, values);
  if (!bound.ok) throw bindError(playbook, bound.problems);
  return { driver: 'playbook', playbook: bound.playbook, parameters: values, why: chosen.why };
}

function byId(id: string, { playbooks, problems }: PlaybookFolder): Chosen {
  const found = playbooks.find(({ playbook }) => playbook.id === id);
  if (found) return { playbook: found.playbook, why: `playbook "${id}" was named` };
  // The caller meant a broken file of that name: report its problems.
  const broken = problems.filter((problem) => parse(problem.file).name === id);
  if (broken.length > 0) throw new RoteError('VALIDATION_FAILED', broken.map(formatProblem).join('\n'), { details: { problems: broken } });
  const known = playbooks.map(({ playbook }) => playbook.id);
  throw new RoteError('NOT_FOUND', unknownPlaybook(id, known, problems), { details: { known } });
}

type Chosen = { playbook: Playbook; why: string } | { playbook: undefined; why: string };

function byDirective(config: RunConfig, folder: PlaybookFolder): Chosen {
  const match = matchPlaybook(
    config.directive,
    folder.playbooks.map((one) => one.playbook),
  );
  return match.kind === 'match'
    ? { playbook: match.playbook, why: `the directive contains "${match.tag}"` }
    : { playbook: undefined, why: [match.reason, skippedFiles(folder.problems)].filter((sentence) => sentence !== undefined).join(' ') };
}

/** `{base_url}` is the origin of the start URL; a parameter of that name takes precedence. */
function baseUrl(config: RunConfig): Record<string, string> {
  return config.start_url === undefined ? {} : { base_url: new URL(config.start_url).origin };
}

function bindError(playbook: Playbook, problems: readonly BindProblem[]): RoteError {
  const sentences = problems.map((problem) => (problem.step === undefined ? problem.message : `step ${problem.step}: ${problem.message}`));
  return new RoteError('VALIDATION_FAILED', `The playbook "${playbook.id}" cannot run: ${sentences.join('; ')}.`, {
    details: { problems },
  });
}
