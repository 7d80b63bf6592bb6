import { basename } from 'node:path';
import { type PlaybookDetail, type PlaybookSummary, RoteError } from '../../contract/index.ts';
import { credentialNames, type Playbook, unknownPlaybook } from '../../playbook/index.ts';
import type { ApiDeps, PlaybookList } from '../api-deps.ts';
import { withoutFolders } from './without-folders.ts';

const FRESH_MS = 1_000;

/** The playbooks of the service, read at most once a second. */
export class PlaybookCatalog {
  readonly #read: ApiDeps['playbooks'];
  #list: Promise<PlaybookList> | undefined;
  #readAt = 0;

  constructor(read: ApiDeps['playbooks']) {
    this.#read = read;
  }

  list(): Promise<PlaybookList> {
    if (this.#list !== undefined && performance.now() - this.#readAt < FRESH_MS) return this.#list;
    this.#readAt = performance.now();
    const list = this.#read();
    this.#list = list;
    list.catch(() => {
      if (this.#list === list) this.#list = undefined;
    });
    return list;
  }

  async all(): Promise<{ playbooks: PlaybookSummary[]; problems: { file: string; line: number; column: number; message: string }[] }> {
    const { playbooks, problems } = await this.list();
    return {
      playbooks: playbooks.map(({ playbook }) => summaryOf(playbook)),
      problems: withoutFolders(problems).map(({ file, line, column, message }) => ({ file, line, column, message })),
    };
  }

  /** NOT_FOUND, with the known ids. */
  async one(id: string): Promise<PlaybookDetail> {
    const { playbooks, problems } = await this.list();
    const found = playbooks.find(({ playbook }) => playbook.id === id);
    if (found) return { ...summaryOf(found.playbook), file: basename(found.file), yaml: found.text };
    const known = playbooks.map(({ playbook }) => playbook.id);
    throw new RoteError('NOT_FOUND', unknownPlaybook(id, known, withoutFolders(problems)), { details: { known } });
  }
}

function summaryOf(playbook: Playbook): PlaybookSummary {
  const { id, name, description, tags, parameters, auth_required, guardrails, steps } = playbook;
  return {
    id,
    name,
    description,
    tags,
    parameters: parameters.map(({ name, type, description, required, pattern, default: standard }) => ({
      name,
      type,
      description,
      required,
      pattern: pattern ?? null,
      default: standard ?? null,
    })),
    auth_required,
    credentials: credentialNames(playbook),
    guardrails,
    steps: steps.map((step, index) => ({
      step: index + 1,
      action: step.action,
      description: step.description ?? '',
      effect: step.effect ?? 'none',
    })),
  };
}
