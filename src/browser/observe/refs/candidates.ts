import type { Page } from 'playwright-core';
import type { Deadline } from '../../../base/index.ts';
import type { SelectorCandidate } from '../../../contract/index.ts';
import { ENTER_FRAME } from '../../elements/locate.ts';
import { ask } from '../../page-world/bridge/ask.ts';
import { commandSelector } from '../../page-world/bridge/register-engine.ts';
import { firstLine } from '../../playwright/playwright-errors.ts';

const TIMEOUT_MS = 2_000;

interface Proposal {
  document: string;
  n: number;
  candidates: SelectorCandidate[];
}

/**
 * Finds selectors that match exactly the element that `selector` matches. One round trip proposes candidates, a second
 * one tries all of them with Playwright's engines. Empty when the element is missing.
 */
export async function findCandidates(page: Page, selector: string, deadline: Deadline): Promise<SelectorCandidate[]> {
  const tryAsk = <T>(full: string): Promise<T | undefined> =>
    ask<T>(page, `${full} >> nth=0`, TIMEOUT_MS, deadline).catch((cause: unknown) => {
      deadline.throwIfEnded();
      deadline.log.debug('no selector candidates', { cause: firstLine(cause) });
      return undefined;
    });
  const proposal = await tryAsk<Proposal>(`${selector} >> nth=0 >> ${commandSelector({ do: 'propose' })}`);
  if (!proposal || proposal.candidates.length === 0) return [];
  const owner = selector.split(ENTER_FRAME).slice(0, -1).join(ENTER_FRAME);
  const inside = owner === '' ? '' : `${owner}${ENTER_FRAME}`;
  const unique = await tryAsk<number[]>(`${inside}${trialOf(proposal)}`);
  const found = proposal.candidates.filter((_, index) => unique?.includes(index));
  if (owner === '' || found.length === 0) return found;
  // Frames are written `frame=CSS >> selector`, so only CSS can name them.
  const frame = (await findCandidates(page, owner, deadline)).find(({ selector: css }) => IS_CSS.test(css));
  return frame ? found.map(({ kind, selector: inner }) => ({ kind, selector: `${framePath(frame.selector)}${inner}` })) : [];
}

/** Looks like CSS: no engine name and no `>>`, except after a leading frame path. */
const IS_CSS = /^(?:frame=.*>> )?(?!(?:role|text|internal:\w+)=)(?:(?!>>).)*$/;

/** Adds `frame=` to the last part of the selector; outer frames come before it. */
function framePath(selector: string): string {
  const at = selector.lastIndexOf(' >> ');
  return at < 0 ? `frame=${selector} >> ` : `${selector.slice(0, at)} >> frame=${selector.slice(at + 4)} >> `;
}

/**
 * One selector with all candidates as alternatives. Each ends in a command that only counts matches; the last one
 * returns the result.
 */
function trialOf({ document, n, candidates }: Proposal): string {
  const start = commandSelector({ do: 'tally', document, n, candidate: -1 });
  const counted = candidates.map(({ selector }, candidate) => `${selector} >> ${commandSelector({ do: 'tally', document, n, candidate })}`);
  const alternatives = [...counted, commandSelector({ do: 'tallied', document, n })];
  return [start, ...alternatives.map((alternative) => `internal:or=${JSON.stringify(alternative)}`)].join(' >> ');
}
