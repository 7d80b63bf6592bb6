import { type Deadline, errorMessage, startDeadline } from '../../../base/index.ts';
import { RoteError, toErrorBody } from '../../../contract/index.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { PageSession } from '../../session/page-session.ts';

const ANSWERS_WITHIN_MS = 1_000;
const MAX_NAMED = 3;

interface DomNode {
  localName: string;
  attributes?: string[];
  shadowRootType?: string;
  children?: DomNode[];
  shadowRoots?: DomNode[];
  contentDocument?: DomNode;
}

/** Adds to an error about a missing element, or a field that takes no text, that it may be in a closed shadow root, and what to do then. */
export async function mentionClosedRoots(session: PageSession, error: RoteError, deadline: Deadline): Promise<RoteError> {
  const hosts = await closedHosts(session, deadline);
  if (hosts.length === 0) return error;
  const named = hosts.slice(0, MAX_NAMED).map((host) => `"${host}"`);
  const what = hosts.length === 1 ? `${named[0]} keeps its content` : `${named.join(', ')} keep their content`;
  const hint = `${what} in a closed shadow root, which no selector reaches: click the element itself, then type or press keys without a selector.`;
  return RoteError.from(toErrorBody(error), { message: `${error.message} ${hint}`, cause: error.cause });
}

/** Selectors of the elements of the page whose shadow root is closed; none if the browser does not answer. */
async function closedHosts(session: PageSession, deadline: Deadline): Promise<string[]> {
  // The deadline may have ended: that is why something is missing.
  using own = startDeadline(ANSWERS_WITHIN_MS, 'the shadow roots of the page', { log: deadline.log });
  try {
    const cdp = await own.race(session.cdp());
    const { root } = await own.race(untraced(session.context, () => cdp.send('DOM.getDocument', { depth: -1, pierce: true })));
    return [...new Set(hostsIn(root))];
  } catch (error) {
    deadline.log.debug('the shadow roots of the page are not known', { error: errorMessage(error) });
    return [];
  }
}

function* hostsIn(node: DomNode): Generator<string> {
  const { shadowRoots = [], children = [], contentDocument } = node;
  if (shadowRoots.some(({ shadowRootType }) => shadowRootType === 'closed')) yield selectorOf(node);
  const inside = contentDocument === undefined ? children : [...children, contentDocument];
  for (const one of [...shadowRoots, ...inside]) yield* hostsIn(one);
}

function selectorOf({ localName, attributes = [] }: DomNode): string {
  const id = attributes[attributes.indexOf('id') + 1];
  return attributes.includes('id') && /^[a-z][\w-]*$/i.test(id ?? '') ? `#${id}` : localName;
}
