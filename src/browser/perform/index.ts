import type { Deadline } from '../../base/index.ts';
import { Cancelled } from '../../base/index.ts';
import type { ActionName } from '../../contract/index.ts';
import { RoteError } from '../../contract/index.ts';
import { handlerTimeout } from '../playwright/timeout-within.ts';
import type { BrowserSession, Redactor } from '../session/browser-session.ts';
import type { ActionRun, AnyAction } from './action.ts';
import type { ActionResult } from './action-result.ts';
import { apiRequest } from './api-request.ts';
import { click } from './click.ts';
import { download } from './download.ts';
import { evaluate } from './evaluate.ts';
import { explainFailure } from './explain-failure.ts';
import { extract } from './extract.ts';
import { getDom } from './get-dom.ts';
import { goto } from './goto.ts';
import { keyPress } from './key-press.ts';
import { screenshot } from './screenshot.ts';
import { scroll } from './scroll.ts';
import { select } from './select.ts';
import { switchTab } from './switch-tab.ts';
import { upload } from './upload.ts';
import { waitFor } from './wait-for.ts';

/** Every action but execute_sequence, which is made of these by the dispatcher. */
export const ACTIONS: Readonly<Record<Exclude<ActionName, 'execute_sequence'>, AnyAction>> = {
  goto,
  click,
  screenshot,
  key_press: keyPress,
  scroll,
  extract,
  get_dom: getDom,
  wait_for: waitFor,
  select,
  upload,
  download,
  switch_tab: switchTab,
  evaluate,
  api_request: apiRequest,
};

function findAction(name: string): AnyAction {
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name as keyof typeof ACTIONS] : undefined;
  if (action !== undefined) return action;
  throw new RoteError('VALIDATION_FAILED', `There is no action "${name.slice(0, 60)}". Known actions: ${Object.keys(ACTIONS).join(', ')}.`);
}

function validate(action: AnyAction, input: unknown): { timeout_ms?: number } {
  const parsed = action.schema.safeParse(input);
  if (parsed.success) return parsed.data as { timeout_ms?: number };
  const problems = parsed.error.issues.map((issue) => `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message}`);
  throw new RoteError('VALIDATION_FAILED', `The input of ${action.name} is not usable: ${problems.join('; ')}.`, { details: { problems } });
}

/** The same value with every known secret in it replaced. */
function redactDeep(value: unknown, secrets: Redactor): unknown {
  if (typeof value === 'string') return secrets.redact(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [secrets.redact(key), redactDeep(item, secrets)]));
}

function clean(result: ActionResult, secrets: Redactor): ActionResult {
  return {
    ...result,
    text: secrets.redact(result.text),
    ...(result.output !== undefined && { output: secrets.redact(result.output) }),
    ...(result.json !== undefined && { json: redactDeep(result.json, secrets) }),
  };
}

/**
 * Validates the input and carries the action out within the input's `timeout_ms`, or the action's own limit, and the deadline at the latest.
 * Texts that come back hold no known secret. Throws RoteError: VALIDATION_FAILED (unknown action, wrong input), STEP_FAILED, TIMEOUT or
 * GUARDRAIL_BLOCKED with `details.reason` and `details.performed`; Cancelled when the deadline was cancelled.
 */
export async function performAction(session: BrowserSession, name: string, input: unknown, deadline: Deadline): Promise<ActionResult> {
  const action = findAction(name);
  const valid = validate(action, input);
  deadline.throwIfOver();
  const timeoutMs = Math.min(valid.timeout_ms ?? action.defaultTimeoutMs, deadline.remainingMs());
  using own = deadline.within(timeoutMs, `the action ${name}`);
  using handlers = own.within(handlerTimeout(own), `the action ${name}`);
  const run: ActionRun = { session, deadline: handlers, attempt: { what: `the ${name}`, timeoutMs: Math.round(timeoutMs) } };
  const { secrets } = session.options;
  try {
    await session.tabsReady(handlers);
    return clean(await own.race(action.perform(valid as never, run)), secrets);
  } catch (error) {
    if (deadline.signal.reason instanceof Cancelled) throw deadline.signal.reason;
    const failure = await explainFailure(session, run.attempt, error, own);
    const details = failure.details && (redactDeep(failure.details, secrets) as Record<string, unknown>);
    throw new RoteError(failure.code, secrets.redact(failure.message), { ...(details && { details }), cause: failure.cause });
  }
}
