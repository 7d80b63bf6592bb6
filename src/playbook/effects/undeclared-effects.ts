import type { EffectEvidence, LedgerEntry, ReadRule } from '../../contract/index.ts';
import { parseTemplate } from '../binding/template.ts';
import type { Playbook } from '../schema/playbook-schema.ts';
import type { Step } from '../schema/steps/step.ts';
import { selectorsOf } from '../schema/steps/target.ts';
import { isDeclaredRead } from './read-rules.ts';

/** What a recorded run says about the steps of its playbook. */
export interface RecordedRun {
  readonly runId: string;
  /** The steps that ran, without the login. `selector` is the one that found the element. */
  readonly steps: readonly { step: number; action: string; description: string; selector?: string | undefined }[];
  readonly ledger: readonly LedgerEntry[];
}

/** A step that changed something although its playbook does not say so. */
export interface UndeclaredEffect {
  readonly step: number;
  readonly action: string;
  readonly description: string;
  readonly runId: string;
  /** The requests that show it, each kind once. */
  readonly requests: readonly EffectEvidence[];
}

export interface UndeclaredEffects {
  /** In the order of the steps. */
  readonly found: readonly UndeclaredEffect[];
  /** Steps that the playbook no longer has as they ran, one sentence each. */
  readonly refused: readonly string[];
}

/**
 * Compares the ledgers of recorded runs, newest first, with the playbook as it is now. The newest run that shows an undeclared effect of
 * a step counts. What the playbook now declares, or lists under `reads`, is left out. A step that differs from the one that ran is
 * refused, unless a newer run knows the step with this number.
 */
export function undeclaredEffects(playbook: Playbook, runs: readonly RecordedRun[]): UndeclaredEffects {
  const found = new Map<number, UndeclaredEffect>();
  const refused = new Map<number, string>();
  const known = new Set<number>();
  for (const { runId, steps, ledger } of runs) {
    for (const { step: number, declared, description, evidence = [] } of ledger) {
      if (declared !== false || found.has(number) || refused.has(number)) continue;
      const step = playbook.steps[number - 1];
      const ran = steps.find((one) => one.step === number);
      const why = whyNotTheSame(step, ran);
      if (step === undefined || why !== undefined) {
        if (known.has(number)) continue;
        refused.set(number, `Step ${number} (${description}) of run ${runId} ${why}: the playbook changed since that run. Run it again.`);
        continue;
      }
      const requests = eachKindOnce(evidence).filter((request) => !isListedRead(playbook.reads, request));
      if (step.effect === 'write' || requests.length === 0) continue;
      found.set(number, { step: number, action: step.action, description, runId, requests });
    }
    for (const { step } of steps) known.add(step);
  }
  const inOrder = <T>(byStep: Map<number, T>) => [...byStep].sort(([a], [b]) => a - b).map(([, one]) => one);
  return { found: inOrder(found), refused: inOrder(refused) };
}

/** Why a step cannot be the one that ran, continuing a sentence; undefined if it is. */
function whyNotTheSame(step: Step | undefined, ran: RecordedRun['steps'][number] | undefined): string | undefined {
  if (step === undefined) return 'is not in the playbook';
  if (ran === undefined) return 'has no record of its action';
  if (step.action !== ran.action) return `was the action ${ran.action} and is ${step.action} now`;
  if (step.description !== '' || ran.description !== '') {
    return isMadeFrom(step.description, ran.description) ? undefined : `is "${step.description || step.action}" now`;
  }
  // Without a description, two steps of one action differ only by their element.
  const chain = selectorsOf(step);
  if (chain.length === 0 || ran.selector === undefined) return undefined;
  const isUsed = chain.some((selector) => isResolvedFrom(selector, ran.selector ?? ''));
  return isUsed ? undefined : `acts on "${chain[0]}" now`;
}

/** Whether a template can become this text. */
function isMadeFrom(template: string, text: string): boolean {
  return new RegExp(`^${patternOf(template)}$`).test(text);
}

/** The selector that a run used can have a frame in front, and be limited to what is visible. */
function isResolvedFrom(selector: string, used: string): boolean {
  return new RegExp(`^(?:[^]* >> )?${patternOf(selector)}(?: >> visible=true)?$`).test(used);
}

function patternOf(template: string): string {
  return parseTemplate(template)
    .map((piece) => (piece.kind === 'text' ? RegExp.escape(piece.text) : '[^]*?'))
    .join('');
}

function eachKindOnce(evidence: readonly EffectEvidence[]): EffectEvidence[] {
  const sent = evidence.filter(({ outcome }) => outcome !== 'not_sent');
  return [...new Map(sent.map((one) => [[one.method, one.host, one.path, one.operation].join(' '), one])).values()];
}

/** The body itself is not recorded: of what a rule wants in it, only the operation can be compared. */
function isListedRead(rules: readonly ReadRule[], { method, path, operation = '' }: EffectEvidence): boolean {
  return isDeclaredRead(rules, { method, path, body: operation });
}
