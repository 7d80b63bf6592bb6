import type { RunTiming, StepResult } from '../contract/index.ts';

type Phase = 'plan' | 'browser' | 'playbook' | 'agent' | 'close';

/** Measures the phases of a run. A phase ends where the next begins. */
export class RunClock {
  readonly #programMs: number | undefined;
  readonly #spentMs: Record<Phase, number> = { plan: 0, browser: 0, playbook: 0, agent: 0, close: 0 };
  #phase: Phase = 'plan';
  #since = performance.now();

  /** `programStartedAt`: the start of a program that does only this run, in milliseconds since 1970. */
  constructor(programStartedAt?: number) {
    this.#programMs = programStartedAt === undefined ? undefined : Math.max(0, Math.round(Date.now() - programStartedAt));
  }

  begin(phase: Phase): void {
    const now = performance.now();
    this.#spentMs[this.#phase] += now - this.#since;
    this.#since = now;
    this.#phase = phase;
  }

  /** What was measured until now. The login is among the results, whether a playbook or an agent needed it. */
  timing(results: readonly StepResult[]): RunTiming {
    this.begin(this.#phase);
    const { plan, browser, playbook, agent, close } = this.#spentMs;
    const loginMs = results.find(({ step }) => step === 0)?.duration_ms ?? 0;
    return {
      program_ms: this.#programMs,
      plan_ms: Math.round(plan),
      browser_ms: Math.round(browser),
      login_ms: Math.round(loginMs),
      steps_ms: Math.round(Math.max(0, playbook === 0 ? 0 : playbook - loginMs)),
      agent_ms: Math.round(Math.max(0, playbook === 0 ? agent - loginMs : agent)),
      close_ms: Math.round(close),
    };
  }
}
