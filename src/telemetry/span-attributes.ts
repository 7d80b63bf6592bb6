import type { RunEvent, RunReport } from '../contract/index.ts';
import type { Attributes } from './span-writer.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

/** The only place that decides what becomes an attribute; tests plant secrets in everything else. */

export function stepAttributes({ result, total }: EventOf<'step'>): Attributes {
  return {
    'rote.step.number': result.step,
    'rote.step.total': total,
    'rote.step.action': result.action,
    'rote.step.status': result.status,
    'rote.step.attempts': result.attempts,
    ...(result.effect && { 'rote.step.effect': result.effect }),
  };
}

export function actionAttributes({ number, action, url }: EventOf<'action'>): Attributes {
  const host = hostOf(url);
  return {
    'rote.action.number': number,
    'rote.action.name': action,
    ...(host !== undefined && { 'server.address': host }),
  };
}

/** The names of the GenAI semantic conventions (semantic-conventions 1.4x). `model` is `provider:model`. */
export function modelAttributes({ model, purpose, tokens }: EventOf<'model'>): Attributes {
  const colon = model.indexOf(':');
  const provider = plainName(model.slice(0, Math.max(0, colon)));
  const name = plainName(model.slice(colon + 1));
  const purposeName = plainName(purpose);
  return {
    'gen_ai.operation.name': 'chat',
    ...(provider !== undefined && { 'gen_ai.provider.name': PROVIDERS[provider] ?? provider }),
    ...(name !== undefined && { 'gen_ai.request.model': name }),
    ...(purposeName !== undefined && { 'rote.model.purpose': purposeName }),
    ...(tokens && {
      'gen_ai.usage.input_tokens': tokens.input,
      'gen_ai.usage.cache_read.input_tokens': tokens.cached,
      'gen_ai.usage.output_tokens': tokens.output,
      'gen_ai.usage.reasoning.output_tokens': tokens.reasoning,
    }),
  };
}

export function guardAttributes({ where, verdict }: EventOf<'guard'>): Attributes {
  return { 'rote.guard.where': where, 'rote.guard.verdict': verdict };
}

export function playbookAttributes(playbook: string | null | undefined): Attributes {
  const id = typeof playbook === 'string' ? plainName(playbook) : undefined;
  return id === undefined ? {} : { 'rote.playbook.id': id };
}

export function reportAttributes({ driver, tokens, playbook }: RunReport): Attributes {
  return {
    ...playbookAttributes(playbook),
    ...(driver && { 'rote.driver': driver }),
    'rote.tokens.input': tokens.input,
    'rote.tokens.output': tokens.output,
    ...(tokens.cost_usd !== null && { 'rote.cost_usd': tokens.cost_usd }),
  };
}

export function recordingAttributes({ artifacts }: RunReport): Attributes {
  return {
    'rote.recording.files': artifacts.length,
    'rote.recording.bytes': artifacts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Names of the conventions, where they differ from ours. */
const PROVIDERS: Record<string, string> = { google: 'gcp.gemini' };

/** Names that people give to models and playbooks; anything that does not look like one is dropped. */
function plainName(text: string): string | undefined {
  return /^[\w.:/@-]{1,120}$/.test(text) ? text : undefined;
}

/** Only the host: paths and queries hold what users typed. */
function hostOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.hostname !== '' ? parsed.hostname : undefined;
}
