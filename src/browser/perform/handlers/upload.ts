import { stat } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { actionTimeout } from '../../playwright/timeout-within.ts';
import type { ActionRun, Handler } from '../action.ts';
import { clickElement } from '../click-element.ts';
import { dropFiles } from '../files/drop-files.ts';
import { permitted } from '../files/permitted.ts';
import { type CallOptions, onElement } from '../on-element.ts';

interface Given {
  paths: string[];
  /** The only path is that of a folder. */
  isFolder: boolean;
}

/** Sets a file field, hidden or not, drops the files onto an element that takes them, or answers the file dialog that a click opens. */
export const upload: Handler<'upload'> = async ({ selector, files }, run) => {
  const given = await existing(await Promise.all(files.map((file) => permitted(file, run.session.options))));
  await onElement(run, selector, async (element, options, place) => {
    await element.waitFor({ ...options, state: 'attached' });
    const target = (await evaluateAll(place, 'fileTarget', undefined, run.deadline)) ?? { kind: 'other', tag: 'element' };
    if (target.kind === 'other') {
      if (given.isFolder) throw wrongTarget(run, selector, `is a <${target.tag}>, and a folder can only be given to a folder field`);
      if (await dropped(run, element, given, options)) return;
      return throughDialog(run, selector, { tag: target.tag, open: () => clickElement(run, element, options, place) }, given.paths);
    }
    if (given.isFolder && target.kind === 'field') throw wrongTarget(run, selector, 'is a field for files: give the paths of the files');
    if (!given.isFolder && target.kind === 'folder_field')
      throw wrongTarget(run, selector, 'is a field for a folder: give the path of one folder');
    return element.setInputFiles(given.paths, options);
  });
  const what = given.isFolder ? 'a folder' : files.length === 1 ? 'a file' : `${files.length} files`;
  return { text: `Gave ${what} to "${selector}".` };
};

async function existing(files: readonly string[]): Promise<Given> {
  const found = await Promise.all(
    files.map(async (path) => {
      const stats = await stat(path).catch(() => undefined);
      if (stats === undefined) throw pageFailure('file_not_found', `The file to upload does not exist: ${path}`);
      const isFolder = stats.isDirectory();
      if (!stats.isFile() && !(isFolder && files.length === 1))
        throw pageFailure('file_not_found', `The path to upload is not a file: ${path}`);
      return { path, isFolder };
    }),
  );
  return { paths: found.map(({ path }) => path), isFolder: found.some(({ isFolder }) => isFolder) };
}

function wrongTarget({ session }: ActionRun, selector: string, what: string): Error {
  return pageFailure('wrong_element', `"${selector}" on ${pageName(session)} ${what}.`, { performed: 'no' });
}

/** What is not on the screen takes no drop from a person either. */
async function dropped({ deadline }: ActionRun, element: Locator, { paths }: Given, options: CallOptions): Promise<boolean> {
  return (await deadline.race(element.isVisible())) && deadline.race(dropFiles(element, paths, options));
}

async function throughDialog(
  run: ActionRun,
  selector: string,
  { tag, open }: { tag: string; open: () => Promise<void> },
  paths: string[],
): Promise<void> {
  const page = run.session.page();
  const timeout = actionTimeout(run.deadline);
  const opening = page.waitForEvent('filechooser', { timeout, signal: run.deadline.signal });
  opening.catch(() => undefined); // the click's own error says more
  await open();
  const chooser = await opening.catch((cause: unknown) => {
    const message = `"${selector}" is a <${tag}>: it is not a file field, takes no dropped files, and clicking it opened no file dialog.`;
    throw pageFailure('wrong_element', message, { performed: 'maybe', cause });
  });
  if (paths.length > 1 && !chooser.isMultiple()) {
    throw pageFailure('wrong_element', `"${selector}" takes one file, not ${paths.length}.`);
  }
  await chooser.setFiles(paths, { timeout });
}
