import { basename } from 'node:path';

/**
 * Which local files an agent may give to a page. Text of a page could talk it into sending a key file, so only what the user named
 * counts, and what this run downloaded itself (by its name).
 */
export interface UploadFiles {
  /** Absolute path of a finished download of this run. */
  downloaded(path: string): void;
  /** The input with downloads by their paths, or why it may not be carried out. */
  check(input: Record<string, unknown>): { ok: true; input: Record<string, unknown> } | { ok: false; problem: string };
}

/** `named`: texts of the user that may name files: the directive, a playbook's values. */
export function createUploadFiles(named: readonly string[]): UploadFiles {
  const downloads = new Map<string, string>();

  const pathOf = (file: unknown): string | undefined => {
    if (typeof file !== 'string' || file.trim() === '') return undefined;
    const download = downloads.get(file) ?? [...downloads.values()].find((path) => path === file);
    return download ?? (named.some((text) => isNamed(text, file)) ? file : undefined);
  };

  const check: UploadFiles['check'] = (input) => {
    if (Array.isArray(input.actions)) {
      const parts: Record<string, unknown>[] = [];
      for (const part of input.actions as Record<string, unknown>[]) {
        const checked = check(part);
        if (!checked.ok) return checked;
        parts.push(checked.input);
      }
      return { ok: true, input: { ...input, actions: parts } };
    }
    if (input.files === undefined) return { ok: true, input };
    const files = [input.files].flat().map((file) => ({ file, path: pathOf(file) }));
    const foreign = files.find(({ path }) => path === undefined);
    if (foreign === undefined) return { ok: true, input: { ...input, files: files.map(({ path }) => path) } };
    const known = [...downloads.keys()];
    const also = known.length > 0 ? ` or downloaded in this run (${known.join(', ')})` : '';
    return { ok: false, problem: `only files that the job names${also} may be uploaded, not ${JSON.stringify(foreign.file)}.` };
  };

  return {
    downloaded: (path) => {
      downloads.set(basename(path), path);
    },
    check,
  };
}

/** The whole path stands in the text, not as a part of a longer one: naming `/srv/a/b.pdf` does not give `/srv/a` or `a/b.pdf` away. */
function isNamed(text: string, file: string): boolean {
  for (let at = text.indexOf(file); at >= 0; at = text.indexOf(file, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text.slice(at + file.length);
    if (!/[\w./\\~-]/.test(before) && !/^(?:[\w/\\-]|\.\w)/.test(after)) return true;
  }
  return false;
}
