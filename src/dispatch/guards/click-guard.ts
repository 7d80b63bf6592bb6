import { type Action, aimOf, traitsOf } from '../../actions/index.ts';
import { type Deadline, errorMessage, shownAddress } from '../../base/index.ts';
import {
  APPEARS_WITHIN_MS,
  type BrowserSession,
  describeDropZone,
  describeElement,
  type ElementDescription,
  surroundings,
} from '../../browser/index.ts';
import { RoteError } from '../../contract/index.ts';
import { judgeClick as judgeByPattern } from '../../guardrails/index.ts';
import type { ActionLog, ActionRequest, ClickJudge, ClickToJudge, Confirm } from '../dispatcher-types.ts';
import type { RunGuard } from './run-guard.ts';

interface ClickGuardDeps {
  session: BrowserSession;
  guard: RunGuard;
  log: ActionLog;
  judgeClick?: ClickJudge;
  confirm?: Confirm;
}

/** Roles that Enter or the space bar clicks when they have the focus. */
const CLICKED_BY_KEY = new Set([
  'button',
  'disclosure',
  'link',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'option',
  'tab',
  'treeitem',
  'switch',
]);

/** Whether an action may click: directly, or by Enter or the space bar on an element. */
export function mayClick(action: Action): boolean {
  const { clicks } = traitsOf(action.action);
  if (clicks !== 'by_key') return clicks !== 'never';
  const { selector, key } = aimOf(action);
  return selector !== undefined && /(^|\+)((Numpad)?Enter|Space| )$/.test(key ?? '');
}

function isClickedByKey({ role, claimedRole = '' }: ElementDescription): boolean {
  return CLICKED_BY_KEY.has(role) || CLICKED_BY_KEY.has(claimedRole);
}

/**
 * Lets a click pass, or throws GUARDRAIL_BLOCKED. Known-safe clicks pass. A known-destructive click needs a declaration
 * (`effect: write` or `only_opens` of a playbook step) or a person's yes. A click that no pattern recognises passes in a playbook,
 * which a person wrote; when an agent clicks, a model judges it, and no model or no answer blocks it
 * (docs/decisions/0001). A drag is judged by what is dragged and by what it is dropped on.
 */
export async function guardClick(deps: ClickGuardDeps, request: ActionRequest<Action>, deadline: Deadline): Promise<void> {
  const { command } = request;
  const { selector, to, by } = aimOf(command);
  if (!deps.guard.settings.enable_llm_action_check || request.effectDeclared || request.onlyOpens || selector === undefined) return;
  using own = deadline.within(command.timeout_ms ?? APPEARS_WITHIN_MS, `looking for "${selector}"`);
  const element = request.element ?? (await describeElement(deps.session, selector, own));
  const { clicks } = traitsOf(command.action);
  if (clicks === 'by_key' && !isClickedByKey(element)) return;
  if (clicks === 'by_option') {
    if (element.tag === 'select') return;
    return guardElement(deps, request, { selector, element: optionOf(command), deed: 'click on' }, deadline);
  }
  const drags = to !== undefined || by !== undefined;
  await guardElement(deps, request, { selector, element, deed: drags ? 'drag of' : 'click on' }, deadline);
  if (!drags) return;
  const zone = await describeDropZone(deps.session, selector, { to, by }, own);
  // A zone takes what is dropped on it, whatever a click on it does: its role makes it no safer.
  const bare = zone && { ...zone, role: '', claimedRole: undefined, href: undefined };
  if (bare) await guardElement(deps, request, { selector: to ?? selector, element: bare, deed: 'drop on' }, deadline);
}

/** An element, and what is done to it. */
interface Deed {
  selector: string;
  element: ElementDescription;
  deed: 'click on' | 'drag of' | 'drop on';
}

async function guardElement(
  deps: ClickGuardDeps,
  request: ActionRequest<Action>,
  { selector, element, deed }: Deed,
  deadline: Deadline,
): Promise<void> {
  const target: ClickToJudge = {
    role: element.role,
    claimedRole: element.claimedRole,
    name: element.name,
    accessibleName: element.accessibleName,
    text: element.text,
    href: element.href ?? '',
    inDialog: element.inDialog,
    url: deps.session.currentUrl(),
  };
  const verdict = judgeByPattern(target);
  if (verdict === 'safe' || (verdict === 'unknown' && request.driver === 'playbook')) return;
  const judged = verdict === 'unknown' ? await judge(deps, selector, target, deadline) : verdict;
  if (judged === 'safe') return;
  const label = target.name || target.text || selector;
  if (judged === 'no_answer') {
    return refuse(deps, `The ${deed} "${label}" could not be judged safe (no model answered), so it was blocked.`);
  }
  const where = shownAddress(target.url);
  const confirmed = await deps.confirm?.(
    `${QUESTIONS[deed]} "${label}" on ${where}? It looks like something that cannot be undone.`,
    deadline,
  );
  if (confirmed !== true) {
    return refuse(deps, `The ${deed} "${label}" looks destructive and was blocked: ${reasonUnconfirmed(deps, request)}.`);
  }
  await deps.log.emit({ type: 'guard', where: 'click', verdict: 'confirmed', reason: `A person confirmed the ${deed} "${label}".` });
}

const QUESTIONS: Readonly<Record<Deed['deed'], string>> = { 'click on': 'Click', 'drag of': 'Drag', 'drop on': 'Drop something on' };

/** The option to choose, as it is named. */
function optionOf(command: Action): ElementDescription {
  const { option, value, label } = aimOf(command);
  const names = [option, value, label].flat().filter((one) => one !== undefined);
  return { tag: '', role: 'option', name: names.join(', '), text: '', inForm: false, inDialog: false };
}

function reasonUnconfirmed({ confirm }: ClickGuardDeps, { driver }: ActionRequest<Action>): string {
  if (driver === 'playbook')
    return 'declare the step with "effect: write" if it is intended, or with "only_opens: true" if it only opens something';
  return confirm ? 'the person did not say yes' : 'no one is there to confirm it';
}

async function judge(deps: ClickGuardDeps, selector: string, target: ClickToJudge, deadline: Deadline) {
  if (!deps.judgeClick) return 'no_answer';
  try {
    const around = await surroundings(deps.session, selector, deadline);
    return await deps.judgeClick({ ...target, around }, deadline);
  } catch (problem) {
    deadline.log.warn('the model did not judge a click', { error: errorMessage(problem) });
    return 'no_answer';
  }
}

async function refuse(deps: ClickGuardDeps, reason: string): Promise<never> {
  await deps.log.emit({ type: 'guard', where: 'click', verdict: 'blocked', reason });
  throw new RoteError('GUARDRAIL_BLOCKED', reason, { details: { rule: 'destructive_click', needs_confirmation: true } });
}
