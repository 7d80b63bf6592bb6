import type { TextMatch } from '../../../../contract/index.ts';
import { body, childNodes, isElement, isLaidOut, queryAll, shadowOf } from '../../dom/dom.ts';
import { type FoundText, findText } from '../../text/find-text.ts';
import { readText } from './read-text.ts';

/** Whether the document shows a text, including open shadow roots. */
export function showsText(_: Element[], { wanted, match }: { wanted: string; match: TextMatch }): FoundText {
  let within: string | undefined;
  for (const text of textsOf(document)) {
    const found = findText(text, wanted, match);
    if (found.found) return found;
    within ??= found.within;
  }
  return within === undefined ? { found: false } : { found: false, within };
}

/** The text of the document and of each open shadow root in it. */
function* textsOf(root: Node): Generator<string> {
  const flow = root === document ? body() : null;
  if (flow !== null) yield readText(flow);
  for (const element of queryAll(root, '*')) {
    const inner = shadowOf(element);
    if (inner === null || !isLaidOut(element)) continue;
    yield [...childNodes(inner)].filter(isElement).map(readText).join('\n');
    yield* textsOf(inner);
  }
}
