import { isSequence, traitsOf } from '../../actions/index.ts';
import type { AgentChanges, Change } from '../../agent/index.ts';
import type { Deadline } from '../../base/index.ts';
import type { BrowserSession, SentRequest } from '../../browser/index.ts';
import type { EventSink, LedgerEntry, LedgerState } from '../../contract/index.ts';
import type { ActionOutcome, ActionRequest, Dispatcher } from '../../dispatch/index.ts';
import { answersOf, EffectWatch, type EffectWatchOptions, Ledger, objection, type Sender } from '../../playbook-run/index.ts';

/** How long the answers to what was sent are waited for when the agent reports that it is done. */
const ANSWERED_WITHIN_MS = 5_000;

export interface AgentEffectsOptions extends Omit<EffectWatchOptions, 'ledger'> {
  session: BrowserSession;
  emit: EventSink;
  /** In a recovery, the playbook step with which the agent began. */
  step?: number | undefined;
}

/** An action of the agent, and what it made the page send. */
export interface AgentAct {
  /** From 1, in order. */
  readonly number: number;
  readonly request: ActionRequest;
  readonly sender: Sender;
  outcome: ActionOutcome | undefined;
}

/**
 * Sees what the actions of an agent send, as for the steps of a playbook: an unsafe request is an effect of its action and is in
 * the ledger with its evidence (docs/verification.md). Counts moments, so that what the agent saw can be put in order with it.
 */
export class AgentEffects implements AgentChanges, Disposable {
  readonly #options: AgentEffectsOptions;
  readonly #ledger: Ledger;
  readonly #watch: EffectWatch;
  readonly #stop: () => void;
  readonly #acts: AgentAct[] = [];
  readonly #moments = new WeakMap<SentRequest, { sent: number; ended: number | undefined }>();
  #moment = 0;

  constructor(options: AgentEffectsOptions) {
    this.#options = options;
    this.#ledger = new Ledger(options.emit);
    this.#watch = new EffectWatch({ ...options, ledger: this.#ledger });
    this.#stop = options.session.traffic.onSent((request) => this.#onSent(request));
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#watch[Symbol.dispose]();
  }

  /** The dispatcher, watched. `after`: called after each action, when what it sent is known. */
  watched(dispatcher: Pick<Dispatcher, 'run'>, after?: (act: AgentAct, deadline: Deadline) => Promise<void>): Pick<Dispatcher, 'run'> {
    return {
      run: async (request, deadline) => {
        const act = this.#begin(request);
        using _opening = isOpening(request) ? this.#watch.opens() : undefined;
        act.outcome = await dispatcher.run(request, deadline);
        await this.#watch.noteReturned(act.sender);
        if (deadline.signal.aborted) return act.outcome;
        await this.#watch.known(deadline);
        await after?.(act, deadline);
        return act.outcome;
      },
    };
  }

  /** The page has settled after the last action: what it sends from now on may be its own. */
  async rest(deadline: Deadline): Promise<void> {
    await this.#watch.known(deadline);
    const last = this.#acts.at(-1);
    if (last !== undefined) this.#watch.rests(last.sender);
  }

  now(): number {
    return this.#moment;
  }

  async soFar(deadline: Deadline): Promise<Change | undefined> {
    await this.#watch.known(deadline);
    await this.#answered(deadline);
    const sent = this.#acts.flatMap(({ sender }) => this.#effectsOf(sender));
    const answers = answersOf(sent);
    if (answers === 'none' || answers === 'refused') return undefined;
    const moments = sent.flatMap(({ request }) => this.#moments.get(request) ?? []);
    return {
      first: Math.min(...moments.map((moment) => moment.sent)),
      last: Math.max(...moments.map((moment) => moment.ended ?? moment.sent)),
      objection: objection(sent),
    };
  }

  /** All actions, in order. */
  acts(): readonly AgentAct[] {
    return this.#acts;
  }

  /** Steps of the playbook follow: what is sent from now on is theirs. */
  endActs(step: number): void {
    const effect = { id: `after-agent-${this.#acts.length}`, step, description: 'Steps after the agent', declared: false };
    this.#watch.rests(this.#watch.acts(effect, true));
  }

  /** The actions that sent something which the application did not refuse, in order. */
  effective(): AgentAct[] {
    return this.#acts.filter(({ sender }) => !['none', 'refused'].includes(answersOf(this.#effectsOf(sender))));
  }

  /** What the ledger says of the action. */
  stateOf(act: AgentAct): LedgerState | undefined {
    return this.#ledger.state(act.sender.effect.id);
  }

  /** Gives the effect of an action to a step of the playbook. */
  async assign({ sender }: AgentAct, { verified, ...to }: { step: number; declared: boolean; verified: boolean }): Promise<void> {
    const state = this.#ledger.state(sender.effect.id);
    if (state !== undefined) await this.#ledger.move({ ...sender.effect, ...to }, verified && state === 'committed' ? 'verified' : state);
  }

  /** Waits a last time for answers. */
  async finish(deadline: Deadline): Promise<void> {
    await this.#watch.finish(deadline);
  }

  ledger(): LedgerEntry[] {
    return this.#ledger.entries();
  }

  #begin(request: ActionRequest): AgentAct {
    const number = this.#acts.length + 1;
    const { command, description = command.action } = request;
    const effect = { id: `agent-${number}`, step: this.#options.step ?? number, description, declared: false, driver: 'agent' as const };
    const sends = actionsOf(request).some((action) => traitsOf(action.action).maySend);
    const act: AgentAct = { number, request, sender: this.#watch.acts(effect, sends), outcome: undefined };
    this.#acts.push(act);
    return act;
  }

  #effectsOf(sender: Sender) {
    return this.#watch.effectsOf(sender);
  }

  async #answered(deadline: Deadline): Promise<void> {
    const waiting = this.#acts
      .flatMap(({ sender }) => this.#effectsOf(sender))
      .filter(({ request }) => request.end === undefined)
      .map(({ request }) => request.ended);
    if (waiting.length === 0) return;
    using limit = deadline.within(ANSWERED_WITHIN_MS, 'the answers to what the agent sent');
    await limit.race(Promise.all(waiting)).catch(() => deadline.throwIfEnded());
  }

  #onSent(request: SentRequest): void {
    this.#moment += 1;
    const moment = { sent: this.#moment, ended: undefined as number | undefined };
    this.#moments.set(request, moment);
    void request.ended.then(() => {
      this.#moment += 1;
      moment.ended = this.#moment;
    });
  }
}

function actionsOf({ command }: ActionRequest) {
  return isSequence(command) ? command.actions : [command];
}

function isOpening(request: ActionRequest): boolean {
  const traits = actionsOf(request).map(({ action }) => traitsOf(action));
  return traits.some(({ destination }) => destination === 'page') && !traits.some(({ maySend }) => maySend);
}
