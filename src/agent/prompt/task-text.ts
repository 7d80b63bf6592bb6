import type { PageMarks } from '../../blinders/index.ts';
import type { Handoff, HandoffStep, LedgerEntry, LedgerState } from '../../contract/index.ts';
import type { AgentScope, AgentTask } from '../agent-types.ts';

/** The first message: the directive or the handoff, the limits, the names of credentials, the schema of the answer. */
export function taskText(task: Pick<AgentTask, 'directive' | 'handoff' | 'scope' | 'credentialNames' | 'outputSchema' | 'marks'>): string {
  const names = task.credentialNames ?? task.handoff?.credential_names ?? [];
  return [
    task.handoff === undefined ? `The job:\n${task.directive}` : recoveryText(task.directive, task.handoff, task.marks),
    scopeText(task.scope),
    names.length > 0 ? `Credentials that may be typed by name: ${names.map((name) => `{credential:${name}}`).join(', ')}.` : '',
    task.outputSchema === undefined ? '' : `"data" of your final answer must fit this JSON schema:\n${JSON.stringify(task.outputSchema)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** These goal types hide fields, search boxes included. */
const NO_FIELDS = 'Fields are not shown; find things by links, pages, get_dom on what is folded, or a URL with a query (goto /orders?q=…).';

type Guardrails = NonNullable<AgentScope['guardrails']>;

const GOAL_WORDS: Readonly<Record<string, string>> = {
  read: `This job is to read: look and report, change nothing. ${NO_FIELDS}`,
  navigate: `This job is to find and open the right page: change nothing. ${NO_FIELDS}`,
  interact: 'You may use buttons and controls.',
  fill_form: 'You may fill in and submit forms.',
};

function scopeText({ goalType, allowedDomains, guardrails, readOnly }: AgentScope): string {
  const lines = [
    ...(goalType !== undefined && GOAL_WORDS[goalType] !== undefined ? [GOAL_WORDS[goalType]] : []),
    ...(readOnly ? ['This run is read-only: the network refuses what may change something.'] : []),
    ...(allowedDomains === null ? [] : [`Stay on: ${allowedDomains.join(', ') || 'the page you are on'}.`]),
    ...(guardrails === undefined ? [] : [guardrailText(guardrails)]),
  ];
  return lines.length === 0 ? '' : `Limits:\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function guardrailText({ max_urls_visited: pages, max_consecutive_errors: errors, stuck_repeat_stop: repeats }: Guardrails): string {
  return `The run ends after ${pages} pages, ${errors} errors in a row, or the same action ${repeats} times.`;
}

/** Errors and titles quote the page, so they are wrapped in marks. */
function recoveryText(directive: string, handoff: Handoff, marks: PageMarks): string {
  const { playbook, failed_step: failed, error, parameters } = handoff;
  const given = Object.entries(parameters).map(([name, value]) => `- ${name} = ${value}`);
  return [
    'A recorded procedure was doing this job and cannot continue. You take over in the same browser, where it stopped, and finish the job.',
    `The job:\n${directive}`,
    `The procedure: ${playbook.name}${playbook.description === '' ? '' : `. ${playbook.description}`}`,
    ...(given.length > 0 ? [`Its values:\n${given.join('\n')}`] : []),
    `What failed: step ${failed.number} (${stepWords(failed)}):\n${marks.wrap(error.message)}`,
    `Where: ${handoff.page_url}${handoff.page_title === '' ? '' : `\n${marks.wrap(handoff.page_title)}`}`,
    `What is still to do, in order (the recorded selectors may be outdated; the purpose counts):\n${handoff.remaining_steps.map((step) => `${step.number}. ${stepWords(step)}`).join('\n')}`,
    ...ledgerText(handoff.ledger),
    ...afterwardsText(handoff.run_afterwards ?? []),
    'The expectations of these steps are watched from now on, and checked when you call done.',
  ].join('\n\n');
}

function afterwardsText(steps: readonly HandoffStep[]): string[] {
  if (steps.length === 0) return [];
  const words = steps.map((step) => `${step.number}. ${stepWords(step)}`).join('\n');
  return [`What the procedure itself does once you call done (leave the page so that it can):\n${words}`];
}

function stepWords(step: HandoffStep): string {
  return [
    step.description === '' ? step.action : `${step.description} [${step.action}]`,
    ...(step.when === undefined ? [] : [`only if ${expectations(step.when)}`]),
    ...(step.optional ? ['left out if its element is not there'] : []),
    ...(step.target === '' ? [] : [`recorded target ${step.target}`]),
    ...(step.verify === undefined ? [] : [`expects ${expectations(step.verify)}`]),
    ...(step.effect === 'write' ? ['this changes something that cannot be undone'] : []),
  ].join('; ');
}

/** What a verification or a condition asks for, in words. */
function expectations(given: Record<string, unknown>): string {
  return Object.entries(given)
    .filter(([name]) => name !== 'timeout_ms')
    .map(([name, value]) => `${name.replace(/^expect_/, '').replaceAll('_', ' ')} ${JSON.stringify(value)}`)
    .join(', ');
}

const MAYBE =
  'may have been done: check on the page first; do not do it again. If the page shows that it did not happen, report that with success=false.';

const LEDGER_WORDS: Readonly<Record<LedgerState, string>> = {
  verified: 'was done, and the page confirmed it. Do not do it again.',
  committed: 'was done. Do not do it again.',
  intended: MAYBE,
  unknown: MAYBE,
};

function ledgerText(ledger: readonly LedgerEntry[]): string[] {
  if (ledger.length === 0) return [];
  const lines = ledger.map(({ step, description, state }) => `- Step ${step} (${description}) ${LEDGER_WORDS[state]}`);
  return [`Steps that change something. Doing one of them twice is the worst that can happen:\n${lines.join('\n')}`];
}
