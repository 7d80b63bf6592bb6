import type { Deadline } from '../../base/index.ts';
import type { BrowserSession } from '../../browser/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import type { Dispatcher } from '../../dispatch/index.ts';
import { type PageValue, readingStep, selectorsOf } from '../../playbook/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { findTarget } from '../steps/find-target.ts';
import { stepAction } from '../steps/step-input.ts';
import type { CapturePoint } from './capture-point.ts';
import { type Found, patternValue } from './output-value.ts';

/** A page may show the element before its final text. */
const READ_AGAIN_AFTER_MS = 1_000;

interface PageValueDeps {
  session: BrowserSession;
  dispatcher: Dispatcher;
  secrets: SecretBook;
}

/** Reads a value of the page as an extract step would; once more if its pattern does not match yet. Rejects only with the deadline. */
export async function pageValue(deps: PageValueDeps, value: PageValue, point: CapturePoint, deadline: Deadline): Promise<Found> {
  const first = await readOnce(deps, value, point, deadline);
  if (first.ok || value.pattern === undefined || !first.wasRead) return first;
  await deadline.pause(READ_AGAIN_AFTER_MS);
  return readOnce(deps, value, point, deadline);
}

async function readOnce(
  { session, dispatcher, secrets }: PageValueDeps,
  value: PageValue,
  { step: number, acceptedStatuses = [] }: CapturePoint,
  deadline: Deadline,
): Promise<Found & { wasRead?: boolean }> {
  const step = readingStep(value, acceptedStatuses);
  const [selector] = selectorsOf(step);
  const what = selector === undefined ? `the ${value.mode === 'url' ? 'address' : 'text'} of the page` : `"${selector}"`;
  const partOf = (text: string) => patternValue(what, text, value);
  const secretsIn = (text: string) => {
    const part = partOf(text);
    return value.secret === true && part.ok ? [part.value] : [];
  };
  try {
    const found = await findTarget(session, step, undefined, deadline);
    const command = stepAction(step, found?.selector, secrets);
    const request = { command, driver: 'playbook' as const, step: number === 0 ? undefined : number, secretsIn, element: found?.element };
    const outcome = await dispatcher.run(request, deadline);
    if (outcome.error !== undefined) return { ok: false, reason: sentencePart(outcome.error.message) };
    return { ...partOf(outcome.raw?.reveal() ?? outcome.output ?? ''), wasRead: true };
  } catch (error) {
    deadline.throwIfEnded();
    return { ok: false, reason: sentencePart(toErrorBody(error).message) };
  }
}

/** A sentence, to stand within another one. */
function sentencePart(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
