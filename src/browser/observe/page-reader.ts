import type { Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { isRef, RoteError } from '../../contract/index.ts';
import { expandFrames } from '../elements/locate.ts';
import { ask } from '../page-world/bridge/ask.ts';
import { commandSelector } from '../page-world/bridge/register-engine.ts';
import type { PassRequest, PassResult } from '../page-world/pass-types.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { firstLine, isInvalidSelector } from '../playwright/playwright-errors.ts';
import { untraced } from '../playwright/untraced.ts';
import { readFrames } from './frames.ts';
import { type DocumentFrame, type RefRegistry, staleRef } from './refs/ref-registry.ts';

const PASS_TIMEOUT_MS = 10_000;
/** Short: a requested part is not waited for. */
const PART_TIMEOUT_MS = 2_000;

/**
 * The result of a pass with its frames filled in, and the frame that prefixes its refs (undefined: the main document).
 */
export interface PageReading {
  result: PassResult;
  frame: DocumentFrame | undefined;
}

export async function readWhole(page: Page, refs: RefRegistry, request: PassRequest, deadline: Deadline): Promise<PageReading> {
  const result = await ask<PassResult>(page, passCommand({ ...request, from: refs.nextNumber }), PASS_TIMEOUT_MS, deadline);
  return { result: await withFrames(page, refs, result, '', request, deadline), frame: undefined };
}

/** Reads the part of a page that a ref or selector names. Throws stale_ref, not_found or invalid_selector. */
export async function readPart(
  page: Page,
  refs: RefRegistry,
  root: string,
  request: PassRequest,
  deadline: Deadline,
): Promise<PageReading> {
  const part = isRef(root) ? refs.find(root, page).selector : `${expandFrames(root)} >> nth=0`;
  const selector = `${part} >> ${passCommand({ ...request, from: refs.nextNumber })}`;
  const result = await ask<PassResult>(page, selector, PART_TIMEOUT_MS, deadline).catch(async (cause: unknown) => {
    deadline.throwIfEnded();
    if (cause instanceof RoteError) throw cause;
    // A busy page is no reason to call a ref stale.
    if (await isThere(page, part, deadline)) return await ask<PassResult>(page, selector, PASS_TIMEOUT_MS, deadline);
    if (isRef(root)) throw staleRef(root, 'the page replaced or removed the element', { cause: firstLine(cause) });
    throw isInvalidSelector(cause)
      ? pageFailure('invalid_selector', `The selector "${root}" cannot be read: check its quotes and brackets.`, { cause })
      : pageFailure('not_found', `Nothing on the page matches "${root}". Look at the page again, or use another selector.`, { cause });
  });
  if (!refs.frameOf(result.document) && !refs.isSameDocument(page, result.document)) {
    // The part is in a document that was never observed: observing the whole page labels its frame.
    const whole = await readWhole(page, refs, { ...request, offset: 0 }, deadline);
    refs.replace(page, whole.result, whole.result);
  }
  const frame = refs.frameOf(result.document);
  return { result: await withFrames(page, refs, result, frame?.inside ?? '', request, deadline), frame };
}

/** Whether a part is on the page. Throws if it does not say so in time. */
async function isThere(page: Page, part: string, deadline: Deadline): Promise<boolean> {
  using own = deadline.within(PASS_TIMEOUT_MS, 'a look for a part of the page');
  const count = untraced(page, () => page.locator(part).count());
  return await own.race(count.catch(() => 0)).then((found) => found > 0);
}

const passCommand = (request: PassRequest): string => commandSelector({ do: 'observe', request });

async function withFrames(
  page: Page,
  refs: RefRegistry,
  result: PassResult,
  at: string,
  request: PassRequest,
  deadline: Deadline,
): Promise<PassResult> {
  const inFrames = await readFrames(page, result, at, request, (frame) => refs.labelFrame(frame), deadline);
  return { ...result, hidden: result.hidden + inFrames.hidden };
}
