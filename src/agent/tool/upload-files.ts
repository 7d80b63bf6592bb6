import { basename } from 'node:path';
import { type Action, type Command, isSequence } from '../../actions/index.ts';

/**
 * Which local files an agent may upload: those that the user named, and downloads of this run (by name). Page text
 * could persuade it to send any other, such as a key file.
 */
export interface UploadFiles {
  /** Registers a finished download of this run by its absolute path. */
  downloaded(path: string): void;
  /** The command with the paths of downloads filled in, or why it is refused. */
  check(command: Command): { ok: true; command: Command } | { ok: false; problem: string };
}

/** `named`: the user's texts that may name files: the directive, a playbook's values. */
export function createUploadFiles(named: readonly string[]): UploadFiles {
  const downloads = new Map<string, string>();

  const pathOf = (file: string): string | undefined => {
    if (file.trim() === '') return undefined;
    const download = downloads.get(file) ?? [...downloads.values()].find((path) => path === file);
    return download ?? (named.some((text) => isNamed(text, file)) ? file : undefined);
  };

  /** The action, or the file that may not be uploaded. */
  const checkOne = (action: Action): Action | { foreign: string } => {
    if (action.action !== 'upload') return action;
    const paths: string[] = [];
    for (const file of action.files) {
      const path = pathOf(file);
      if (path === undefined) return { foreign: file };
      paths.push(path);
    }
    return { ...action, files: paths };
  };

  const check: UploadFiles['check'] = (command) => {
    const actions: Action[] = [];
    for (const action of isSequence(command) ? command.actions : [command]) {
      const checked = checkOne(action);
      if ('foreign' in checked) return { ok: false, problem: refusal(checked.foreign) };
      actions.push(checked);
    }
    return { ok: true, command: isSequence(command) ? { ...command, actions } : (actions[0] ?? command) };
  };

  const refusal = (file: string): string => {
    const known = [...downloads.keys()];
    const also = known.length > 0 ? ` or downloaded in this run (${known.join(', ')})` : '';
    return `only files that the job names${also} may be uploaded, not "${file}".`;
  };

  return {
    downloaded: (path) => {
      downloads.set(basename(path), path);
    },
    check,
  };
}

/** Whether the text contains the whole path: naming `/srv/a/b.pdf` does not permit `/srv/a` or `a/b.pdf`. */
function isNamed(text: string, file: string): boolean {
  for (let at = text.indexOf(file); at >= 0; at = text.indexOf(file, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text.slice(at + file.length);
    if (!/[\w./\\~-]/.test(before) && !/^(?:[\w/\\-]|\.\w)/.test(after)) return true;
  }
  return false;
}
