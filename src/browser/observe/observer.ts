import type { Page } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { isRef } from '../../contract/index.ts';
import { expandFrames } from '../elements/locate.ts';
import { ask } from '../page-world/bridge/ask.ts';
import { registerEngine } from '../page-world/bridge/register-engine.ts';
import { firstLine } from '../playwright/playwright-errors.ts';
import { compose } from './compose.ts';
import type { Observation, ObserveOptions } from './observation.ts';
import type { LocatedRef, Observer } from './observer-port.ts';
import { readPart, readWhole } from './page-reader.ts';
import { passRequest } from './pass-request.ts';
import { findCandidates } from './refs/candidates.ts';
import { Lineage, stale } from './refs/ref-registry.ts';
import { diffAtoms } from './rendering/diff.ts';
import { listAtoms } from './rendering/diff-units.ts';
import { screenPage } from './screen-page.ts';

export interface ObserverOptions {
  /** The page that actions work on at the moment. */
  page(): Page;
  /** Removes known secrets from a text. */
  redact?(text: string): string;
}

const DEFAULT_TOKENS = 2_500;
const SCOPED_TOKENS = 500;
const CHECK_TIMEOUT_MS = 2_000;
const WORDS_LENGTH = 160;

export function createObserver(options: ObserverOptions): Observer {
  const lineage = new Lineage();
  const redact = (text: string): string => options.redact?.(text) ?? text;

  const observe = async (asked: ObserveOptions, deadline: Deadline): Promise<Observation> => {
    await deadline.race(registerEngine());
    const page = options.page();
    const request = passRequest(asked);
    const reading =
      asked.root === undefined
        ? await readWhole(page, lineage, request, deadline)
        : await readPart(page, lineage, asked.root, request, deadline);
    const { page: content, screened } = screenPage(reading.result, redact, asked.screen);
    const isPart = asked.root !== undefined;
    const scopeKey = JSON.stringify(request.hide);
    const newPage = !isPart && !lineage.isSameDocument(page, content.document);
    const comparable = !isPart && !newPage && scopeKey === lineage.scopeKey;
    let changes: string[] = [];
    if (isPart) {
      lineage.add(reading.result, content, reading.frame);
    } else {
      const atoms = listAtoms(content);
      if (comparable) changes = diffAtoms(lineage.atoms, atoms);
      if (comparable && lineage.url !== content.url) changes.unshift(`~ url was ${lineage.url.slice(0, WORDS_LENGTH)}`);
      lineage.replace(page, reading.result, content);
      lineage.remember(atoms, scopeKey, content.url);
    }
    const composed = compose({
      page: content,
      prefix: reading.frame?.label ?? '',
      changes,
      collapsed: asked.collapseUnchanged === true && comparable && changes.length === 0,
      maxTokens: asked.maxTokens ?? (request.hide.length > 0 ? SCOPED_TOKENS : DEFAULT_TOKENS),
      root: asked.root,
      offset: asked.offset ?? 0,
    });
    return {
      ...composed,
      url: content.url,
      title: content.title,
      snapshotId: lineage.snapshotId,
      hiddenElements: content.hidden,
      newPage,
      changed: newPage || changes.length > 0,
      changes,
      screened,
    };
  };

  const locate = async (ref: string, deadline: Deadline): Promise<LocatedRef> => {
    const page = options.page();
    const { selector, check } = lineage.find(ref, page);
    const answer = await ask<{ state: string; was?: string; is?: string }>(page, check, CHECK_TIMEOUT_MS, deadline).catch(
      (cause: unknown) => {
        deadline.throwIfEnded();
        throw stale(ref, 'its frame is gone', { cause: firstLine(cause) });
      },
    );
    const { state, was, is } = answer;
    if (state === 'gone') throw stale(ref, 'the page replaced or removed the element');
    if (state === 'changed') {
      const [before, now] = [was, is].map((words) => redact(words ?? '').slice(0, WORDS_LENGTH));
      throw stale(ref, `the element was ${before} and is ${now} now`);
    }
    return { frame: page.mainFrame(), selector };
  };

  return {
    observe,
    locate,
    async selectorCandidates(selectorOrRef, deadline) {
      await deadline.race(registerEngine());
      const page = options.page();
      const selector = isRef(selectorOrRef) ? lineage.find(selectorOrRef, page).selector : expandFrames(selectorOrRef);
      const found = await findCandidates(page, selector, deadline);
      return found.filter((candidate) => redact(candidate.selector) === candidate.selector);
    },
  };
}
