import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { actionTimeout } from '../../playwright/timeout-within.ts';
import type { ActionRun, Handler } from '../action.ts';
import { clickElement } from '../click-element.ts';
import { onElement } from '../on-element.ts';

async function existingFile(file: string): Promise<string> {
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw pageFailure('file_not_found', `The file to upload does not exist: ${path}`);
  if (!found.isFile()) throw pageFailure('file_not_found', `The path to upload is not a file: ${path}`);
  return path;
}

/** Sets a file field, hidden or not, or answers the file dialog that a click on the element opens. */
export const upload: Handler<'upload'> = async ({ selector, files }, run) => {
  const paths = await Promise.all(files.map(existingFile));
  await onElement(run, selector, async (element, options, place) => {
    await element.waitFor({ ...options, state: 'attached' });
    const isFileField = await evaluateAll(place, 'isFileField', undefined, run.deadline);
    if (isFileField) return element.setInputFiles(paths, options);
    return throughDialog(run, selector, () => clickElement(run, element, options, place), paths);
  });
  return { text: `Gave ${files.length === 1 ? 'a file' : `${files.length} files`} to "${selector}".` };
};

async function throughDialog(run: ActionRun, selector: string, open: () => Promise<void>, paths: string[]): Promise<void> {
  const page = run.session.page();
  const timeout = actionTimeout(run.deadline);
  const opening = page.waitForEvent('filechooser', { timeout, signal: run.deadline.signal });
  opening.catch(() => undefined); // the click's own error says more
  await open();
  const chooser = await opening.catch((cause: unknown) => {
    throw pageFailure('wrong_element', `"${selector}" is not a file field and clicking it opened no file dialog.`, {
      performed: 'maybe',
      cause,
    });
  });
  if (paths.length > 1 && !chooser.isMultiple()) {
    throw pageFailure('wrong_element', `"${selector}" takes one file, not ${paths.length}.`);
  }
  await chooser.setFiles(paths, { timeout });
}
