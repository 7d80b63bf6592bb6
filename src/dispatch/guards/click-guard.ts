import type { Action } from '../../actions/index.ts';
import { type Deadline, errorMessage, shownAddress } from '../../base/index.ts';
import { type BrowserSession, surroundings } from '../../browser/index.ts';
import { RoteError } from '../../contract/index.ts';
import { judgeClick as judgeByPattern } from '../../guardrails/index.ts';
import type { ActionLog, ActionRequest, ClickJudge, ClickToJudge, Confirm } from '../dispatcher-types.ts';
import { type Deed, deedsOf } from './deeds.ts';
import type { RunGuard } from './run-guard.ts';

interface ClickGuardDeps {
  session: BrowserSession;
  guard: RunGuard;
  log: ActionLog;
  judgeClick?: ClickJudge;
  confirm?: Confirm;
}

/**
 * Lets a click pass, or throws GUARDRAIL_BLOCKED. Known-safe clicks pass. A known-destructive click needs a declaration
 * (`effect: write` or `only_opens` of a playbook step) or a person's yes. A click that no pattern recognises passes in a playbook,
 * which a person wrote; when an agent clicks, a model judges it, and no model or no answer blocks it
 * (docs/decisions/0001). A drag is judged by what is dragged and by what it is dropped on.
 */
export async function guardClick(deps: ClickGuardDeps, request: ActionRequest<Action>, deadline: Deadline): Promise<void> {
  if (!deps.guard.settings.enable_llm_action_check || request.effectDeclared || request.onlyOpens) return;
  for (const deed of await deedsOf(deps.session, request, deadline)) await guardDeed(deps, request, deed, deadline);
}

async function guardDeed(deps: ClickGuardDeps, request: ActionRequest<Action>, deed: Deed, deadline: Deadline): Promise<void> {
  const { element, what } = deed;
  const { role, claimedRole, name, accessibleName, text, inForm, inDialog, sends, opens, inHead } = element;
  const target: ClickToJudge = {
    role,
    claimedRole,
    name,
    accessibleName,
    text,
    href: element.href ?? '',
    inForm,
    inDialog,
    sends,
    opens,
    inHead,
    url: deps.session.currentUrl(),
  };
  const verdict = judgeByPattern(target);
  if (verdict === 'safe' || (verdict === 'unknown' && request.driver === 'playbook')) return;
  const judged = verdict === 'unknown' ? await judge(deps, deed, target, deadline) : verdict;
  if (judged === 'safe') return;
  const label = name || text || shownAddress(target.href) || deed.selector || 'the element that has the focus';
  const sent = effectOf(target);
  if (judged === 'no_answer') {
    return refuse(deps, `The ${what} "${label}"${sent} could not be judged safe (no model answered), so it was blocked.`);
  }
  const where = shownAddress(target.url);
  const confirmed = await deps.confirm?.(
    `${deed.verb} "${label}"${sent} on ${where}? It looks like something that cannot be undone.`,
    deadline,
  );
  if (confirmed !== true) {
    return refuse(deps, `The ${what} "${label}"${sent} looks destructive and was blocked: ${reasonUnconfirmed(deps, request)}.`);
  }
  await deps.log.emit({ type: 'guard', where: 'click', verdict: 'confirmed', reason: `A person confirmed the ${what} "${label}".` });
}

/** What the markup says that it sends, where its words may not say so. */
function effectOf({ sends }: ClickToJudge): string {
  if (sends === undefined || ['GET', 'NONE', 'SCRIPT', 'UNKNOWN'].includes(sends.method)) return '';
  return ` (${sends.by}: ${sends.method}${sends.to === undefined ? '' : ` ${shownAddress(sends.to)}`})`;
}

function reasonUnconfirmed({ confirm }: ClickGuardDeps, { driver }: ActionRequest<Action>): string {
  if (driver === 'playbook')
    return 'declare the step with "effect: write" if it is intended, or with "only_opens: true" if it only opens something';
  return confirm ? 'the person did not say yes' : 'no one is there to confirm it';
}

async function judge(deps: ClickGuardDeps, { selector, around }: Deed, target: ClickToJudge, deadline: Deadline) {
  if (!deps.judgeClick) return 'no_answer';
  try {
    const place = around ?? (selector === undefined ? '' : await surroundings(deps.session, selector, deadline));
    return await deps.judgeClick({ ...target, around: place }, deadline);
  } catch (problem) {
    deadline.log.warn('the model did not judge a click', { error: errorMessage(problem) });
    return 'no_answer';
  }
}

async function refuse(deps: ClickGuardDeps, reason: string): Promise<never> {
  await deps.log.emit({ type: 'guard', where: 'click', verdict: 'blocked', reason });
  throw new RoteError('GUARDRAIL_BLOCKED', reason, { details: { rule: 'destructive_click', needs_confirmation: true } });
}
