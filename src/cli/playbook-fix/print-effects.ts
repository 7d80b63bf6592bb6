import { stringify } from 'yaml';
import type { EffectEvidence } from '../../contract/index.ts';
import { readRuleFor, type UndeclaredEffect } from '../../playbook/index.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Prints an undeclared effect with its evidence, and the lines for `reads` if its requests only read. */
export function printEffect(effect: UndeclaredEffect, terminal: Terminal): void {
  const { step, action, description, runId, requests } = effect;
  const words = description === action ? action : `${description}, ${action}`;
  terminal.out(`${terminal.bold(`Step ${step}`)} (${words}) has an effect that the playbook does not declare. In run ${runId} it sent:`);
  for (const request of requests) terminal.out(`  ${requestLine(request)}`);
  const rules = readRulesFor(effect);
  if (rules === undefined) return;
  terminal.out(terminal.dim('If this only reads, list it instead. Check the path, and that the text of the body fits nothing else:'));
  const lines = stringify({ reads: rules }, { lineWidth: 0, singleQuote: true }).trimEnd().split('\n');
  for (const line of lines) terminal.out(terminal.dim(`  ${line}`));
}

/** Rules for all requests of a step; undefined if one of them cannot be described by a rule. */
export function readRulesFor({ requests }: UndeclaredEffect) {
  const rules = requests.map(readRuleFor);
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

/** Prints a unified diff; `patch` reads it too. */
export function printDiff(diff: string, terminal: Terminal): void {
  for (const line of diff.trimEnd().split('\n')) {
    if (/^(?:\+\+\+|---|@@)/.test(line)) terminal.out(terminal.dim(line));
    else if (line.startsWith('+')) terminal.out(terminal.green(line));
    else if (line.startsWith('-')) terminal.out(terminal.red(line));
    else terminal.out(line);
  }
}

function requestLine({ method, host, path, operation, status, outcome }: EffectEvidence): string {
  const answer =
    status === undefined ? (outcome === 'lost' ? 'no answer: the connection was lost' : 'no answer') : `answered with ${status}`;
  return `${method} ${host}${path}${operation === undefined ? '' : ` (${operation})`}: ${answer}`;
}
