import { basename } from 'node:path';
import type { Frame } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';
import { inChildFrames } from '../../elements/child-frames.ts';
import { locate } from '../../elements/locate.ts';
import { resolveSelector } from '../../elements/resolving/resolve-selector.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { Content, ExtractMode } from '../../page-world/readers/document/read-content.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { isReplaced } from '../../playwright/playwright-errors.ts';
import { untraced } from '../../playwright/untraced.ts';
import { nextChange } from '../../settling/next-change.ts';
import { untilViewChanged } from '../../settling/view-change.ts';
import type { ActionRun, Handler } from '../action.ts';
import { tidyText, withinLimit } from '../content/extracted-text.ts';
import { readFileContent } from '../files/read-file.ts';
import { rowsToJson } from '../files/tables/write-rows.ts';

const MAX_OUTPUT_CHARS = 1_000_000;
const VERBATIM: ReadonlySet<ExtractMode> = new Set(['html', 'value', 'attribute', 'url']);

/** Reads one element, as soon as it exists. */
async function readElement(
  run: ActionRun,
  selector: string,
  what: { mode: ExtractMode; attribute?: string | undefined },
): Promise<Content> {
  const { session, deadline, attempt } = run;
  const read = async (target: string) => {
    const place = await locate(session, target, deadline);
    attempt.place = place;
    return evaluateAll(place, 'readContent', what, deadline);
  };
  attempt.selector = selector;
  try {
    const content = await read(selector);
    if (content.text !== undefined || content.refused !== undefined) return content;
  } catch (error) {
    if (!isReplaced(error)) throw error;
  }
  return read((await resolveSelector(session, [selector], deadline)).selector);
}

/** A frame that is late belongs to the page; one that takes longer may never come. */
const FRAME_COMES_WITHIN_MS = 3_000;

async function readPage(run: ActionRun, mode: ExtractMode): Promise<string> {
  const { session, deadline } = run;
  const page = session.page();
  const root = mode === 'html' ? 'html' : 'body';
  const read = async (frame: Frame, time: Deadline) =>
    (await evaluateAll({ frame, selector: root }, 'readContent', { mode }, time)).text ?? '';
  while (session.isLoadingFrames(page, FRAME_COMES_WITHIN_MS)) await nextChange(session, deadline);
  const main = await read(page.mainFrame(), deadline);
  const frames = await inChildFrames(page, deadline, async (frame, time) => {
    const isShown = await untraced(page, async () => (await frame.frameElement()).isVisible());
    return isShown ? read(frame, time) : '';
  });
  if (mode === 'markdown') {
    const { htmlToMarkdown, pageToMarkdown } = await import('../content/html-to-markdown.ts');
    const title = await session.title(deadline);
    return [await pageToMarkdown(main, title), ...frames.map(htmlToMarkdown)].filter((part) => part !== '').join('\n\n');
  }
  return [main, ...frames].filter((part) => part.trim() !== '').join('\n\n');
}

async function readFile(
  run: ActionRun,
  from: string,
  mode: 'text' | 'table',
  sheet: string | number | undefined,
): ReturnType<Handler<'extract'>> {
  const { session, deadline } = run;
  const content = await deadline.race(readFileContent(session.options.downloadsFolder, from, { mode, sheet }, deadline));
  if (mode === 'table' && content.length > MAX_OUTPUT_CHARS) {
    const why = `as a table, it has ${content.length} characters, and at most ${MAX_OUTPUT_CHARS} are kept. Export fewer rows, or use mode text`;
    throw pageFailure('wrong_element', `The file "${basename(from)}" is too large: ${why}.`, { performed: 'no' });
  }
  return withinLimit(content, MAX_OUTPUT_CHARS);
}

/** Reads text, HTML, markdown or the value of a field; without a selector, from the whole page with its frames; or a downloaded file. */
export const extract: Handler<'extract'> = async ({ selector, mode, attribute, from, sheet }, run) => {
  if (from !== undefined) return readFile(run, from, mode === 'table' ? 'table' : 'text', sheet);
  await untilViewChanged(run.session, run.deadline);
  if (selector === undefined && mode === 'url') return withinLimit(run.session.currentUrl(), MAX_OUTPUT_CHARS);
  if (selector === undefined)
    return withinLimit(mode === 'html' ? await readPage(run, mode) : tidyText(await readPage(run, mode)), MAX_OUTPUT_CHARS);
  const { text = '', table, refused } = await readElement(run, selector, { mode, attribute });
  if (refused !== undefined)
    throw pageFailure(
      'wrong_element',
      `The ${attribute === undefined ? mode : `attribute "${attribute}"`} of "${selector}" cannot be read: ${refused}.`,
    );
  if (table !== undefined) {
    const count = table.rows.length - 1;
    const { output } = withinLimit(rowsToJson(table.rows), MAX_OUTPUT_CHARS);
    return { text: `Read ${count === table.total ? count : `${count} of ${table.total}`} rows.`, output };
  }
  if (VERBATIM.has(mode)) return withinLimit(text, MAX_OUTPUT_CHARS);
  if (mode === 'text') return withinLimit(tidyText(text), MAX_OUTPUT_CHARS);
  const { htmlToMarkdown } = await import('../content/html-to-markdown.ts');
  return withinLimit(tidyText(htmlToMarkdown(text)), MAX_OUTPUT_CHARS);
};
