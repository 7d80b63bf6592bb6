import type { Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { isRef, RoteError } from '../../contract/index.ts';
import { expandFrames } from '../elements/locate.ts';
import { ask } from '../page-world/bridge/ask.ts';
import { commandSelector } from '../page-world/bridge/register-engine.ts';
import type { PassRequest, PassResult } from '../page-world/pass-types.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { firstLine, isInvalidSelector } from '../playwright/playwright-errors.ts';
import { readFrames } from './frames.ts';
import { type Lineage, type LineageFrame, stale } from './refs/ref-registry.ts';

const PASS_TIMEOUT_MS = 10_000;
/** A part that is asked for is there or is not. */
const PART_TIMEOUT_MS = 2_000;

/** What a pass gave, frames filled in, and the frame whose refs it has (none: the page's own). */
export interface PageReading {
  result: PassResult;
  frame: LineageFrame | undefined;
}

export async function readWhole(page: Page, lineage: Lineage, request: PassRequest, deadline: Deadline): Promise<PageReading> {
  const result = await ask<PassResult>(page, see({ ...request, from: lineage.nextNumber }), PASS_TIMEOUT_MS, deadline);
  return { result: await withFrames(page, lineage, result, '', request, deadline), frame: undefined };
}

/** The part of a page behind a ref or selector. Throws stale_ref, not_found, invalid_selector. */
export async function readPart(page: Page, lineage: Lineage, root: string, request: PassRequest, deadline: Deadline): Promise<PageReading> {
  const part = isRef(root) ? lineage.find(root, page).selector : `${expandFrames(root)} >> nth=0`;
  const selector = `${part} >> ${see({ ...request, from: lineage.nextNumber })}`;
  const result = await ask<PassResult>(page, selector, PART_TIMEOUT_MS, deadline).catch((cause: unknown) => {
    deadline.throwIfEnded();
    if (cause instanceof RoteError) throw cause;
    if (isRef(root)) throw stale(root, 'the page replaced or removed the element', { cause: firstLine(cause) });
    throw isInvalidSelector(cause)
      ? pageFailure('invalid_selector', `The selector "${root}" cannot be read: check its quotes and brackets.`, { cause })
      : pageFailure('not_found', `Nothing on the page matches "${root}". Look at the page again, or use another selector.`, { cause });
  });
  if (!lineage.frameOf(result.document) && !lineage.isSameDocument(page, result.document)) {
    // The part lies in a document that was not seen yet: a look at the whole page gives its frame a name.
    const whole = await readWhole(page, lineage, { ...request, offset: 0 }, deadline);
    lineage.replace(page, whole.result, whole.result);
  }
  const frame = lineage.frameOf(result.document);
  return { result: await withFrames(page, lineage, result, frame?.inside ?? '', request, deadline), frame };
}

const see = (request: PassRequest): string => commandSelector({ do: 'see', request });

async function withFrames(
  page: Page,
  lineage: Lineage,
  result: PassResult,
  at: string,
  request: PassRequest,
  deadline: Deadline,
): Promise<PassResult> {
  const inFrames = await readFrames(page, result, at, request, (frame) => lineage.labelFrame(frame), deadline);
  return { ...result, hidden: result.hidden + inFrames.hidden };
}
