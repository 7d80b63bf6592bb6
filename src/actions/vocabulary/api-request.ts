import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { acceptStatus, basicAuth, scalars, scalarTemplates, secretText, template } from '../fields.ts';

/** Methods that only read: they carry no body and do not count as a write. */
const READING: ReadonlySet<unknown> = new Set(['GET', 'HEAD']);

/** Whether a request with this method only reads. */
export function readsOnly(method: unknown): boolean {
  return READING.has(method);
}

/** Sent outside the page, through the run's network policy, for applications that have some API. */
const BASIC_AUTH = 'username and password, sent as HTTP basic authentication';
const RESPONSES = ['text', 'json', 'json_path', 'status'] as const;

export const apiRequest = defineAction({
  name: 'api_request',
  title: 'Send an HTTP request and read the response.',
  otherNames: ['request', 'http_request', 'fetch', 'api'],
  fields: {
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    url: secretText,
    query: scalars.default({}),
    headers: scalars.default({}),
    cookies: scalars.default({}),
    json: z.unknown().default(null).describe('The body as JSON; null: no body'),
    form: scalars.nullable().default(null).describe('The body as a form; null: no body'),
    response: z
      .strictObject({ mode: z.enum(RESPONSES).default('text'), json_path: z.string().min(1).optional() })
      .refine((response) => (response.mode === 'json_path') === (response.json_path !== undefined), {
        error: 'needs json_path when mode is json_path, and only then',
      })
      .default({ mode: 'text' }),
    basic_auth: basicAuth.optional().describe(BASIC_AUTH),
    accept_status: acceptStatus.describe('Statuses from 400 on with which the server may answer, such as [404]'),
  },
  rules: [
    {
      holds: ({ basic_auth: basic, headers }) =>
        basic === undefined || !Object.keys((headers ?? {}) as object).some((name) => name.toLowerCase() === 'authorization'),
      error: 'has both basic_auth and a header "authorization": a request has one',
    },
    { holds: ({ json, form }) => json == null || form == null, error: 'has both json and form: a request has one body' },
    {
      holds: ({ method, json, form }) => !readsOnly(method) || (json == null && form == null),
      error: 'has a body (json or form), which GET and HEAD cannot carry',
    },
  ],
  written: {
    under: 'request',
    templates: {
      url: template,
      query: scalarTemplates.default({}),
      headers: scalarTemplates.default({}),
      cookies: scalarTemplates.default({}),
      json: z.json().default(null).describe('The body as JSON; null: no body'),
      form: scalarTemplates.nullable().default(null).describe('The body as a form; null: no body'),
      basic_auth: z.strictObject({ username: template, password: template }).optional().describe(BASIC_AUTH),
    },
  },
  traits: {
    drivers: ['playbook'],
    target: 'none',
    destination: 'server',
    clicks: 'never',
    maySend: true,
    repeats: 'never',
    effect: 'unless_read',
    output: 'text',
    saysNothingNew: false,
    leastGoal: 'fill_form',
  },
  defaultTimeoutMs: 10_000,
});
