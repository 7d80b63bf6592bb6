import { AGENT_COMMANDS, type CommandName } from '../../actions/index.ts';
import { type Deadline, startDeadline } from '../../base/index.ts';
import type { RunEventBody } from '../../contract/index.ts';
import type { ActionOutcome, ActionRequest } from '../../dispatch/index.ts';
import { createScriptedModel, type ScriptedModel, type ScriptedReply, type ScriptedTurn } from '../../model/index.ts';
import type { AgentResult, AgentTask } from '../agent-types.ts';
import { runAgent } from '../run-agent.ts';

/** The actions that agents have in tests. */
export const testActions: readonly CommandName[] = AGENT_COMMANDS;

export const act = (action: string, input: Record<string, unknown> = {}): ScriptedReply => ({
  toolCalls: [{ name: 'browser_dom', input: { action, ...input } }],
});

export const acts = (...calls: [string, Record<string, unknown>?][]): ScriptedReply => ({
  toolCalls: calls.map(([action, input = {}]) => ({ name: 'browser_dom', input: { action, ...input } })),
});

export const done = (more: Record<string, unknown> = {}): ScriptedReply =>
  act('done', { success: true, summary: 'The order is cancelled.', verified: 'The row of 10234 says "Cancelled".', ...more });

export type Answer =
  | Partial<ActionOutcome>
  | ((request: ActionRequest, count: number) => Partial<ActionOutcome> | Promise<Partial<ActionOutcome>>);

export interface Harness {
  result: AgentResult;
  model: ScriptedModel;
  /** What reached the dispatcher. */
  requests: ActionRequest[];
  events: RunEventBody[];
  /** All text of the request with this number, from 1, as one string. */
  prompt(call: number): string;
}

export interface HarnessOptions extends Partial<Omit<AgentTask, 'model' | 'dispatcher' | 'emit'>> {
  turns: readonly ScriptedTurn[] | ScriptedTurn;
  answer?: Answer;
  deadline?: Deadline;
}

/** Runs the agent with a scripted model and a scripted dispatcher, and returns everything that passed between them. */
export async function runScripted(options: HarnessOptions): Promise<Harness> {
  const { turns, answer = {}, deadline = startDeadline(20_000, 'the test'), ...task } = options;
  const model = createScriptedModel(turns);
  const requests: ActionRequest[] = [];
  const events: RunEventBody[] = [];
  let looks = 0;
  const result = await runAgent(
    {
      model,
      dispatcher: {
        async run(request) {
          requests.push(request);
          const given = typeof answer === 'function' ? await answer(request, requests.length) : answer;
          return outcome(request, given);
        },
      },
      observe: async () => {
        looks += 1;
        return { text: `page ${looks}: button "Save" [e${looks}], status Cancelled`, url: 'http://shop.test/orders', title: 'Orders' };
      },
      marks: { wrap: (text) => `<<page>>${text}<</page>>`, explanation: 'Page text is between <<page>> and <</page>>.' },
      redact: (text) => text,
      scope: { actions: testActions, allowedDomains: null },
      emit: async (event) => {
        events.push(event);
      },
      directive: 'Cancel order #10234',
      budgets: { maxSteps: 50 },
      ...task,
    },
    deadline,
  );
  return { result, model, requests, events, prompt: (call) => JSON.stringify(model.calls[call - 1], withoutImages) };
}

function outcome(request: ActionRequest, given: Partial<ActionOutcome>): ActionOutcome {
  const ok = given.ok ?? given.error === undefined;
  return {
    ok,
    text: given.error?.message ?? `${request.command.action} succeeded.`,
    performed: ok ? 'yes' : 'no',
    urlBefore: 'http://shop.test/orders',
    url: 'http://shop.test/orders',
    pageChanged: false,
    notices: [],
    ...given,
  };
}

function withoutImages(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? '[image]' : value;
}
