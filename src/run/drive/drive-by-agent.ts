import { randomBytes } from 'node:crypto';
import { makeAction } from '../../actions/index.ts';
import { type AgentResult, createClickJudge, createGoalJudge, runAgent } from '../../agent/index.ts';
import type { Deadline } from '../../base/index.ts';
import { createPageMarks, onlyLooks } from '../../blinders/index.ts';
import type { Handoff, StepResult } from '../../contract/index.ts';
import { addUsage, type Models, noUsage, withModelEvents } from '../../model/index.ts';
import { logInIfAsked } from '../../playbook-run/index.ts';
import type { Outcome } from '../ending/outcome.ts';
import { AgentEffects } from './agent-effects.ts';
import { limitsOf } from './agent-limits.ts';
import { createAgentObservation } from './agent-observation.ts';
import type { DriveContext } from './drive-context.ts';
import type { Recovery } from './recovery.ts';
import type { SpentEffect } from './spent-effects.ts';

/** Lets an agent do the directive, or finish what a playbook could not, in the open browser. Does not reject for expected failures. */
export async function driveByAgent(
  context: DriveContext,
  task: { models: Models; recovery?: Recovery; spent?: readonly SpentEffect[] },
  deadline: Deadline,
): Promise<Outcome> {
  const { deps, open, recorder, secrets, profile } = context;
  const { config } = deps;
  context.clock.begin('agent');
  const { recovery } = task;
  const handoff = recovery?.handoff;
  const redact = (text: string) => secrets.redact(text);
  const primary = withModelEvents(task.models.primary, recorder.emit);
  const utility = withModelEvents(task.models.utility, recorder.emit);

  const limits = await limitsOf(
    {
      config,
      profile,
      handoff,
      judge: createGoalJudge(utility, redact),
      spent: task.spent && { session: open.session, effects: task.spent },
    },
    deadline,
  );
  // A goal that only looks needs nothing to be changed, and at the network that holds whatever the page shows.
  if (recovery === undefined && onlyLooks(limits.scope)) context.becomeReadOnly();
  const watched = { session: open.session, secrets, reads: profile?.reads ?? [], log: deadline.log, emit: recorder.emit };
  using own = recovery === undefined ? new AgentEffects(watched) : undefined;
  const effects = recovery?.effects ?? own!;
  const observation = createAgentObservation({
    session: open.session,
    limits,
    redact,
    emit: recorder.emit,
    effects,
    onSettled: (time) => recovery?.look(undefined, time) ?? Promise.resolve(),
  });
  const questions: string[] = [];
  const dispatcher = context.dispatcherWith({
    onDialog: ({ type, text, answer }) => {
      if (type !== 'alert' && questions.length < MAX_QUESTIONS)
        questions.push(`The agent was asked by the page and ${answer} it: "${text}" (${type}).`);
    },
    scopeCheck: limits.check,
    screen: observation.screen,
    judgeClick: createClickJudge(utility, redact, { directive: config.directive, writes: declaredWrites(handoff) }),
  });
  const login = recovery === undefined ? await openAndLogIn(context, deadline) : undefined;
  if (login?.error) return { ...agentOutcome({ ...NOTHING_DONE, summary: login.error.message, error: login.error }), stepResults: [login] };
  const result = await runAgent(
    {
      model: primary,
      dispatcher: effects.watched(dispatcher, (act, time) => recovery?.look(act, time) ?? Promise.resolve()),
      observe: observation.observe,
      marks: createPageMarks(randomBytes(9).toString('hex')),
      redact,
      scope: {
        actions: limits.scope.actions,
        goalType: limits.scope.goalType,
        allowedDomains: limits.navigable ?? open.guard.settings.allowed_domains,
        guardrails: open.guard.settings,
        readOnly: config.read_only,
      },
      emit: recorder.emit,
      directive: config.directive,
      budgets: {
        maxSteps: config.max_steps,
        maxTokens: config.max_tokens,
        maxCostUsd: config.max_cost_usd,
      },
      effort: config.thinking,
      credentialNames: secrets.credentialNames(),
      promptExtension: profile?.prompt || undefined,
      handoff,
      outputSchema: config.output_schema,
      changes: effects,
      mustChange: recovery?.mustChange(config.directive) ?? ['interact', 'fill_form'].includes(limits.scope.goalType),
      confirmSuccess: recovery && ((time) => recovery.confirm(time)),
    },
    deadline,
  );
  await effects.finish(deadline);
  const done = agentOutcome({ ...result, tokens: addUsage(result.tokens, utility.usage()) });
  const ledger = effects.ledger();
  const nothing = result.unchanged && ledger.length === 0 ? 'Nothing was changed. ' : '';
  const outcome = { ...done, summary: nothing + done.summary, ledger, warnings: questions };
  return login ? { ...outcome, stepResults: [login] } : outcome;
}

/** What the steps that remain declare to change, in words. */
function declaredWrites(handoff: Handoff | undefined): string[] {
  const steps = handoff?.remaining_steps.filter(({ effect }) => effect === 'write') ?? [];
  return steps.map(({ description, action, target }) =>
    [description, `${action} ${target}`].filter((text) => text.trim() !== '').join(': '),
  );
}

/** Opens the start page and logs in if it asks for a password. Returns the result of the login, if there was one. */
async function openAndLogIn(
  { deps, open, secrets, recorder, dispatcherWith, readOnly }: DriveContext,
  deadline: Deadline,
): Promise<StepResult | undefined> {
  const { start_url: url } = deps.config;
  if (url === undefined) return undefined;
  // As a playbook: these steps belong to the run, not to the agent.
  const dispatcher = dispatcherWith({});
  const opened = await dispatcher.run({ command: makeAction({ action: 'goto', url }), driver: 'playbook', step: 0 }, deadline);
  const refusal = opened.stop ?? (opened.error?.code === 'GUARDRAIL_BLOCKED' ? opened.error : undefined);
  if (refusal)
    return { step: 0, action: 'goto', description: 'Open the start page', status: 'failed', attempts: 1, duration_ms: 0, error: refusal };
  const login = await logInIfAsked({ session: open.session, dispatcher, secrets, duringLogin: () => readOnly.login() }, deadline);
  if (login) await recorder.emit({ type: 'step', result: login, total: 0 });
  return login;
}

/** Dialogs of an agent that the report lists; the events have all. */
const MAX_QUESTIONS = 20;

const NOTHING_DONE: AgentResult = { status: 'error', summary: '', verified: '', data: {}, tokens: noUsage, steps: 0 };

function agentOutcome(result: AgentResult): Outcome {
  return {
    driver: 'agent',
    summary: `${result.summary}${result.verified === '' ? '' : ` Verified: ${result.verified}`}`,
    error: result.error,
    data: result.data,
    extractedTexts: [],
    stepResults: [],
    ledger: [],
    tokens: result.tokens,
    warnings: [],
  };
}
