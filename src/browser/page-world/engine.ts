import { fingerprint } from './controls/fingerprint.ts';
import { propose } from './controls/propose.ts';
import { createElement, isElement, rootElement } from './dom/dom.ts';
import { pass } from './pass.ts';
import type { PassRequest } from './pass-types.ts';
import { READERS, type ReaderName } from './readers/index.ts';
import { Registry } from './registry.ts';

/**
 * A Playwright selector engine that lives in the isolated world. Its selectors are commands, `%`-encoded JSON: a ref becomes its element,
 * everything else becomes an element that is in no document and whose attribute `answer` is the answer.
 */
export type Command =
  | { do: 'see'; request: PassRequest }
  | { do: 'ref'; document: string; n: number }
  /** Whether a ref still is what it was: {state: 'same'|'gone'|'changed', was, is}. */
  | { do: 'check'; document: string; n: number }
  /** Selectors that may lead to the element it is applied to: {document, n, candidates}. */
  | { do: 'propose' }
  /** Applied to what a candidate found; remembers how many and whether it was the element. Candidate -1 starts anew. */
  | { do: 'tally'; document: string; n: number; candidate: number }
  /** The candidates that found the element and nothing else. */
  | { do: 'tallied'; document: string; n: number }
  /** Stands in for an element where a selector finds none, so that there is an answer then too. */
  | { do: 'nobody' }
  /** Applied to each element that a selector finds: what a reader makes of all of them. `call` tells one question from the next. */
  | { do: 'read'; call: number; reader: ReaderName; argument?: unknown };

export function createEngine() {
  const registry = new Registry();
  const tallies = new Map<number, boolean[]>();
  const nobody = createElement('data');
  let reading = { call: -1, found: new Set<Element>() };

  /** Asked for once all elements are known: Playwright hands them over one at a time. */
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
    if (isElement(root) && root !== nobody) found.add(root);
    const ask = READERS[reader] as (elements: Element[], argument: unknown) => unknown;
    return answerBy(nobody, () => ask([...found], argument));
  };

  const run = (root: Node, command: Command): Element[] => {
    switch (command.do) {
      case 'see':
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
      case 'nobody':
        return [nobody];
      case 'read':
        return [read(root, command)];
    }
  };

  const queryAll = (root: Node, body: string): Element[] => run(root, JSON.parse(decodeURIComponent(body)) as Command);
  return { queryAll, query: (root: Node, body: string): Element | undefined => queryAll(root, body)[0] };
}
