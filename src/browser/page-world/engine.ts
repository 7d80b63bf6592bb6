import { fingerprint } from './controls/fingerprint.ts';
import { propose } from './controls/propose.ts';
import { createElement, isElement, rootElement } from './dom/dom.ts';
import { ElementRegistry } from './element-registry.ts';
import { findOption, type WantedOption } from './lists/list-options.ts';
import { pass } from './pass.ts';
import type { PassRequest } from './pass-types.ts';
import { revealersOf } from './pointer/revealers.ts';
import { rememberViews } from './readers/document/view-change.ts';
import { READERS, type ReaderName } from './readers/index.ts';

/**
 * A command of the selector engine, which runs in the isolated world. Selectors are commands as percent-encoded JSON.
 * `ref` and `revealer` match elements, `tally` nothing; others match a detached element with the answer as attribute `answer`.
 */
export type Command =
  | { do: 'observe'; request: PassRequest }
  | { do: 'ref'; document: string; n: number }
  /** Checks that the element of a ref is unchanged: {state: 'same'|'gone'|'changed', was, is}. */
  | { do: 'check'; document: string; n: number }
  /** Proposes selectors for the element it is applied to: {document, n, candidates}. */
  | { do: 'propose' }
  /**
   * Applied to the matches of a candidate; counts them and notes whether the element is one. Candidate -1 resets the
   * counts.
   */
  | { do: 'tally'; document: string; n: number; candidate: number }
  /** Returns the candidates that matched the element and nothing else. */
  | { do: 'tallied'; document: string; n: number }
  /** Applied to a hidden element: matches what may show it while the pointer is on it, the most likely one for 0. */
  | { do: 'revealer'; n: number }
  /** Returns the number of the element it is applied to, for `ref`: {document, n}. */
  | { do: 'number' }
  /** Matches the option of the list that the element is or opens. */
  | { do: 'option'; wanted: WantedOption }
  /** Matches one detached element, so that a selector without matches gets an answer too. */
  | { do: 'placeholder' }
  /**
   * Applied to each match of a selector: returns what a reader says about all of them. `call` separates one read from
   * the next.
   */
  | { do: 'read'; call: number; reader: ReaderName; argument?: unknown };

export function createEngine() {
  rememberViews();
  const registry = new ElementRegistry();
  const tallies = new Map<number, boolean[]>();
  const placeholder = createElement('data');
  let reading = { call: -1, found: new Set<Element>() };

  /** Playwright reads the attribute after it has passed all elements, one at a time. */
  const answerBy = (holder: HTMLElement, value: () => unknown): Element => {
    Object.defineProperty(holder, 'getAttribute', { configurable: true, value: () => JSON.stringify(value()) ?? null });
    return holder;
  };
  const answer = (value: unknown): Element => answerBy(createElement('data'), () => value);

  const check = (document: string, n: number) => {
    const element = document === registry.document ? registry.element(n) : undefined;
    if (!element) return { state: 'gone' };
    const was = registry.described(n);
    if (was === undefined) return { state: 'same' };
    const is = fingerprint(element);
    return { state: was === is ? 'same' : 'changed', was, is };
  };

  const read = (root: Node, { call, reader, argument }: Extract<Command, { do: 'read' }>): Element => {
    if (reading.call !== call) reading = { call, found: new Set() };
    const { found } = reading;
    if (isElement(root) && root !== placeholder) found.add(root);
    const ask = READERS[reader] as (elements: Element[], argument: unknown, registry: ElementRegistry) => unknown;
    return answerBy(placeholder, () => ask([...found], argument, registry));
  };

  const run = (root: Node, command: Command): Element[] => {
    switch (command.do) {
      case 'observe':
        return [answer(pass(isElement(root) ? root : rootElement(), command.request, registry))];
      case 'ref': {
        const element = command.document === registry.document ? registry.element(command.n) : undefined;
        return element ? [element] : [];
      }
      case 'check':
        return [answer(check(command.document, command.n))];
      case 'propose':
        return isElement(root) ? [answer({ document: registry.document, n: registry.numberOf(root), candidates: propose(root) })] : [];
      case 'tally':
        if (command.candidate < 0) tallies.clear();
        else tallies.set(command.candidate, [...(tallies.get(command.candidate) ?? []), root === registry.element(command.n)]);
        return [];
      case 'tallied':
        return [answer([...tallies].filter(([, found]) => found.length === 1 && found[0]).map(([candidate]) => candidate))];
      case 'revealer':
        return isElement(root) ? revealersOf(root).elements.slice(command.n, command.n + 1) : [];
      case 'number':
        return isElement(root) ? [answer({ document: registry.document, n: registry.numberOf(root) })] : [];
      case 'option':
        return isElement(root) ? findOption(root, command.wanted) : [];
      case 'placeholder':
        return [placeholder];
      case 'read':
        return [read(root, command)];
    }
  };

  const queryAll = (root: Node, body: string): Element[] => run(root, JSON.parse(decodeURIComponent(body)) as Command);
  return { queryAll, query: (root: Node, body: string): Element | undefined => queryAll(root, body)[0] };
}
