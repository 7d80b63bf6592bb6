import type { Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { isRef } from '../../contract/index.ts';
import { expandFrames } from '../elements/locate.ts';
import { ask } from '../page-world/bridge/ask.ts';
import { registerEngine } from '../page-world/bridge/register-engine.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { firstLine, isReplaced } from '../playwright/playwright-errors.ts';
import { untraced } from '../playwright/untraced.ts';
import { compose } from './compose.ts';
import type { Observation, ObserveOptions } from './observation.ts';
import type { LocatedRef, Observer } from './observer-port.ts';
import { readPart, readWhole } from './page-reader.ts';
import { passRequest } from './pass-request.ts';
import { findCandidates } from './refs/candidates.ts';
import { RefRegistry, staleRef } from './refs/ref-registry.ts';
import { diffUnits } from './rendering/diff.ts';
import { listControls, listDiffUnits } from './rendering/diff-units.ts';
import { KnownNavigation } from './rendering/known-navigation.ts';
import { screenPage } from './screen-page.ts';

export interface ObserverOptions {
  /** The page that actions currently use. */
  page(): Page;
  /** Removes known secrets from a text. */
  redact?(text: string): string;
}

const DEFAULT_MAX_TOKENS = 2_500;
const SCOPED_MAX_TOKENS = 500;
/** A frame that is gone never answers; another one does, later if it is busy. */
const FRAME_ANSWERS_WITHIN_MS = 2_000;
/** The document of a tab always answers, later if a script keeps it busy. */
const PAGE_ANSWERS_WITHIN_MS = 8_000;
const MAX_QUOTE_CHARS = 160;

export function createObserver(options: ObserverOptions): Observer {
  const refs = new RefRegistry();
  const navigation = new KnownNavigation();
  const redact = (text: string): string => options.redact?.(text) ?? text;

  const observe = async (wanted: ObserveOptions, deadline: Deadline): Promise<Observation> => {
    await deadline.race(registerEngine());
    const page = options.page();
    const request = passRequest(wanted);
    const reading =
      wanted.root === undefined
        ? await readWhole(page, refs, request, deadline)
        : await readPart(page, refs, wanted.root, request, deadline);
    const { page: content, screened } = screenPage(reading.result, redact, wanted.screen);
    const isPart = wanted.root !== undefined;
    const scopeKey = JSON.stringify(request.hide);
    const newPage = !isPart && !refs.isSameDocument(page, content.document);
    const comparable = !isPart && !newPage && scopeKey === refs.scopeKey;
    let changes: string[] = [];
    if (isPart) {
      refs.add(reading.result, content, reading.frame);
    } else {
      const units = listDiffUnits(content);
      if (comparable) changes = diffUnits(refs.units, units);
      if (comparable && refs.url !== content.url) changes.unshift(`~ url was ${refs.url.slice(0, MAX_QUOTE_CHARS)}`);
      refs.replace(page, reading.result, content);
      refs.remember(units, scopeKey, content.url);
    }
    const prefix = reading.frame?.label ?? '';
    const known = isPart || wanted.requested === true ? [] : navigation.fold(content, content.url, prefix);
    // Folds `content`: its elements are listed afterwards.
    const composed = compose({
      page: content,
      prefix,
      changes,
      collapsed: wanted.collapseUnchanged === true && comparable && changes.length === 0,
      maxTokens: wanted.maxTokens ?? (request.hide.length > 0 && wanted.requested !== true ? SCOPED_MAX_TOKENS : DEFAULT_MAX_TOKENS),
      root: wanted.root,
      offset: wanted.offset ?? 0,
    });
    const listed = [...known, ...listControls(content, prefix)].map(({ ref, control }) => ({
      ref,
      role: control.role,
      name: control.name,
    }));
    return {
      ...composed,
      refs: listed,
      elements: listed.length,
      url: content.url,
      title: content.title,
      snapshotId: refs.snapshotId,
      hiddenElements: content.hidden,
      newPage,
      changed: newPage || changes.length > 0,
      changes,
      screened,
    };
  };

  const locate = async (ref: string, deadline: Deadline): Promise<LocatedRef> => {
    const page = options.page();
    const { selector, check, frame } = refs.find(ref, page);
    const withinMs = frame === undefined ? PAGE_ANSWERS_WITHIN_MS : FRAME_ANSWERS_WITHIN_MS;
    const since = performance.now();
    const answer = await ask<{ state: string; was?: string; is?: string }>(page, check, withinMs, deadline).catch(
      async (cause: unknown) => {
        deadline.throwIfEnded();
        const isLeft = isReplaced(cause);
        if (frame !== undefined && (isLeft || (await isGone(page, frame, deadline)))) {
          throw staleRef(ref, 'its frame is gone', { cause: firstLine(cause) });
        }
        if (isLeft) throw staleRef(ref, 'its page was left', { cause: firstLine(cause) });
        if (!(cause instanceof Error && cause.name === 'TimeoutError')) throw cause;
        const [what, seconds] = [frame === undefined ? 'page' : 'frame', ((performance.now() - since) / 1_000).toFixed(1)];
        const message = `The ${what} did not answer within ${seconds} s whether ${ref} is still there: it is busy, or still loading. Wait for something it shows, and try again.`;
        throw pageFailure('timeout', message, { performed: 'no', details: { ref, cause: firstLine(cause) } });
      },
    );
    const { state, was, is } = answer;
    if (state === 'gone') throw staleRef(ref, 'the page replaced or removed the element');
    if (state === 'changed') {
      const [before, now] = [was, is].map((words) => redact(words ?? '').slice(0, MAX_QUOTE_CHARS));
      throw staleRef(ref, `the element was ${before} and is now ${now}`);
    }
    return { frame: page.mainFrame(), selector };
  };

  return {
    observe,
    locate,
    refOf: (document, n) => refs.refOf(document, n),
    async selectorCandidates(selectorOrRef, deadline) {
      await deadline.race(registerEngine());
      const page = options.page();
      const selector = isRef(selectorOrRef) ? refs.find(selectorOrRef, page).selector : expandFrames(selectorOrRef);
      const found = await findCandidates(page, selector, deadline);
      return found.filter((candidate) => redact(candidate.selector) === candidate.selector);
    },
  };
}

/** Whether a frame element is no longer in the page; false if the page does not answer. */
async function isGone(page: Page, frame: string, deadline: Deadline): Promise<boolean> {
  using own = deadline.within(FRAME_ANSWERS_WITHIN_MS, 'a look for a frame');
  return (
    (await own.race(untraced(page, () => page.locator(frame).count())).catch((error: unknown) => {
      deadline.log.debug('it is not known whether a frame is gone', { error: firstLine(error) });
      return 1;
    })) === 0
  );
}
