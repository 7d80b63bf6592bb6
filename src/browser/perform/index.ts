import { type Action, type ActionByName, type ActionName, definitionOf } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { Cancelled } from '../../base/index.ts';
import { RoteError, toErrorBody } from '../../contract/index.ts';
import { Secret } from '../../secrets/index.ts';
import { handlerTimeout } from '../playwright/timeout-within.ts';
import type { BrowserSession, Redactor } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import type { ActionRun, Handler } from './action.ts';
import type { ActionResult } from './action-result.ts';
import { explainFailure } from './failures/explain-failure.ts';
import { mentionAwaited } from './failures/mention-awaited.ts';
import { apiRequest } from './handlers/api-request.ts';
import { check } from './handlers/check.ts';
import { click } from './handlers/click.ts';
import { closeTab } from './handlers/close-tab.ts';
import { download } from './handlers/download.ts';
import { drag } from './handlers/drag.ts';
import { evaluate } from './handlers/evaluate.ts';
import { extract } from './handlers/extract.ts';
import { getDom } from './handlers/get-dom.ts';
import { goto } from './handlers/goto.ts';
import { hover } from './handlers/hover.ts';
import { keyPress } from './handlers/key-press.ts';
import { screenshot } from './handlers/screenshot.ts';
import { scroll } from './handlers/scroll.ts';
import { select } from './handlers/select.ts';
import { switchTab } from './handlers/switch-tab.ts';
import { upload } from './handlers/upload.ts';
import { waitFor } from './handlers/wait-for.ts';

const HANDLERS: { readonly [Name in ActionName]: Handler<Name> } = {
  goto,
  click,
  hover,
  drag,
  screenshot,
  key_press: keyPress,
  scroll,
  extract,
  get_dom: getDom,
  wait_for: waitFor,
  select,
  check,
  upload,
  download,
  switch_tab: switchTab,
  close_tab: closeTab,
  evaluate,
  api_request: apiRequest,
};

function perform<Name extends ActionName>(name: Name, action: ActionByName[Name], run: ActionRun): Promise<ActionResult> {
  return HANDLERS[name](action, run);
}

/** A copy of the value with every known secret replaced. */
function redactDeep(value: unknown, secrets: Redactor): unknown {
  if (typeof value === 'string') return secrets.redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [secrets.redact(key), redactDeep(item, secrets)]));
}

function redactResult(result: ActionResult, secrets: Redactor): ActionResult {
  const { output } = result;
  const hasSecrets = output !== undefined && secrets.redact(output) !== output;
  return {
    ...result,
    ...(hasSecrets && { raw: new Secret(output) }),
    text: secrets.redact(result.text),
    ...(result.output !== undefined && { output: secrets.redact(result.output) }),
    ...(result.json !== undefined && { json: redactDeep(result.json, secrets) }),
  };
}

/**
 * Performs an action within its `timeout_ms` (or its default) and the deadline. The texts it returns hold no known
 * secret. Throws RoteError: VALIDATION_FAILED, STEP_FAILED, TIMEOUT or GUARDRAIL_BLOCKED with a `failure`; Cancelled
 * when the deadline was cancelled.
 */
export async function performAction(session: BrowserSession, action: Action, deadline: Deadline): Promise<ActionResult> {
  assertPageSession(session);
  const name = action.action;
  deadline.throwIfEnded();
  const timeoutMs = Math.min(action.timeout_ms ?? definitionOf(name).defaultTimeoutMs, deadline.remainingMs());
  using own = deadline.within(timeoutMs, `the action ${name}`);
  using handlers = own.within(handlerTimeout(own), `the action ${name}`);
  const run: ActionRun = { session, deadline: handlers, attempt: { what: `the ${name}`, since: performance.now() } };
  const { secrets } = session.options;
  try {
    await session.tabsReady(handlers);
    return redactResult(await own.race(perform(name, action, run)), secrets);
  } catch (error) {
    if (deadline.signal.reason instanceof Cancelled) throw deadline.signal.reason;
    const failure = mentionAwaited(session, await explainFailure(session, run.attempt, error, own));
    const details = failure.details && (redactDeep(failure.details, secrets) as Record<string, unknown>);
    throw RoteError.from(toErrorBody(failure), { message: secrets.redact(failure.message), details, cause: failure.cause });
  }
}
