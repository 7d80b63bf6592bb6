import type { SentRequest } from '../../browser/index.ts';
import type { EffectEvidence } from '../../contract/index.ts';
import type { RequestKind } from './request-kind.ts';

/** An unsafe request of a step. */
export interface Sent {
  readonly request: SentRequest;
  readonly kind: RequestKind;
}

const MAX_EVIDENCE = 20;

/** `waiting`: an answer is missing. `refused`: nothing but answers with 4xx. `none`: nothing reached the application. */
export type Answers = 'waiting' | 'accepted' | 'refused' | 'unknown' | 'none';

/** The last request of each kind that reached the application: one that an application sends again counts once. */
export function lastOfEachKind(effects: readonly Sent[]): Sent[] {
  return [...new Map(effects.filter(wasSent).map((sent) => [sent.kind.key, sent])).values()];
}

function wasSent({ request }: Sent): boolean {
  return request.end?.kind !== 'not_sent';
}

/** What the answers say together: an unknown one weighs most, then an accepted one. */
export function answersOf(effects: readonly Sent[]): Answers {
  const last = lastOfEachKind(effects).map(({ request }) => request.end);
  if (last.includes(undefined)) return 'waiting';
  const statuses = last.map((end) => (end?.kind === 'answered' ? end.status : 599));
  if (statuses.length === 0) return 'none';
  if (statuses.some((status) => status >= 500)) return 'unknown';
  return statuses.some((status) => status < 400) ? 'accepted' : 'refused';
}

/** The first request that was refused, failed or lost, in words: `POST /cancel/7 was answered with 500`. */
export function objection(effects: readonly Sent[]): string | undefined {
  for (const { request, kind } of lastOfEachKind(effects)) {
    if (request.end?.kind === 'lost') return `${nameOf(kind)} got no answer (${request.end.why})`;
    if (request.end?.kind === 'answered' && request.end.status >= 400) return `${nameOf(kind)} was answered with ${request.end.status}`;
  }
  return undefined;
}

export function nameOf({ method, path, operation }: RequestKind): string {
  return operation === undefined ? `${method} ${path}` : `${method} ${path} (${operation})`;
}

/** Moment of the last answer, in milliseconds since 1970; undefined without one. */
export function lastAnswerAt(effects: readonly Sent[]): number | undefined {
  const times = effects.flatMap(({ request }) => request.end?.at ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

export function evidenceOf(sent: readonly Sent[], redact: (text: string) => string): EffectEvidence[] {
  return sent.slice(-MAX_EVIDENCE).map(({ request, kind }) => ({
    method: kind.method,
    host: kind.host,
    path: redact(kind.path),
    operation: kind.operation && redact(kind.operation),
    status: request.end?.kind === 'answered' ? request.end.status : undefined,
    outcome: request.end?.kind ?? 'waiting',
    at: new Date(request.at).toISOString(),
  }));
}
