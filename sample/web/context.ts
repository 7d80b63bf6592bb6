import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SampleStore } from '../store/sample-store.ts';
import type { Order } from '../store/types.ts';
import { type Flash, readCookie, SESSION_COOKIE, type Sessions, type StaffSession } from './sessions.ts';

/** What every page needs. */
export interface SampleContext {
  readonly store: SampleStore;
  readonly sessions: Sessions;
  readonly user: string;
  readonly password: string;
  /** Authorizes requests to /api/ without a session; pages put it into localStorage. */
  readonly apiToken: string;
}

export function findStaff(context: SampleContext, request: FastifyRequest): StaffSession | undefined {
  return context.sessions.find(readCookie(request.headers.cookie, SESSION_COOKIE));
}

/** The session of a request that has passed the sign-in gate. */
export function staffOf(context: SampleContext, request: FastifyRequest): StaffSession {
  const staff = findStaff(context, request);
  if (!staff) throw new Error('this page needs a session');
  return staff;
}

/** The order that the path names, if there is one. */
export function orderOf(context: SampleContext, request: FastifyRequest): Order | undefined {
  return context.store.order(Number((request.params as { id: string }).id));
}

/** A parameter of the path. */
export function pathPart(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? '';
}

/** The parameters of the query string. */
export function searchOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(request.url.split('?')[1] ?? '');
}

/** Redirects to a page after a form post, with a message that is shown once. */
export function goBack(reply: FastifyReply, staff: StaffSession, path: string, flash: Flash): FastifyReply {
  staff.flash = flash;
  return reply.redirect(path, 303);
}
