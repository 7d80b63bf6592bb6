import { z } from 'zod';
import { Secret } from '../secrets/index.ts';

export const timeoutMs = z.int().min(1).max(600_000);

export const selector = z
  .string()
  .min(1)
  .describe('Playwright selector, `frame=CSS >> selector` for an element in a frame, or a ref (e12) of the latest observation');

/** Text that may be secret: a plain string or a Secret. */
export const secretText = z.union([z.string(), z.instanceof(Secret)]);

/** Text in a playbook. Its placeholders are not filled yet, so limits on the value do not apply to it. */
export const template = z.string().min(1);

/** A whole number in a playbook: the number, or one placeholder such as `{count}`. */
export const wholeNumberTemplate = z.union([z.int(), z.string().regex(/^\{[A-Za-z_]\w*\}$/, 'must be a whole number or one placeholder')]);

/** Values of a request (query, headers, cookies, form) by name. */
export const scalarTemplates = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export const scalars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.instanceof(Secret)]));

/** Statuses with which the server may answer the page, for steps that would otherwise refuse an error page. */
export const acceptStatus = z
  .array(z.int().min(400).max(599))
  .max(20)
  .optional()
  .describe('Statuses from 400 on with which the page may be answered, such as [404]');

/** User name and password of HTTP's own authentication. The password is a secret, however it is written. */
export const basicAuth = z.strictObject({
  username: secretText,
  password: secretText.transform((password) => (password instanceof Secret ? password : new Secret(password))),
});

/** How a tab is named: one of these. */
export const tabFields = {
  index: z.int().min(0).optional().describe('Position of the tab in order of opening, from 0'),
  title: z.string().min(1).max(500).optional().describe('A part of its title'),
  url_contains: z.string().min(1).max(2_000).optional().describe('A part of its address'),
  opener: z.boolean().optional().describe('true: the tab that opened the active one'),
};

export const tabTemplates = {
  index: wholeNumberTemplate.optional().describe('Position of the tab in order of opening, from 0'),
  title: template.optional().describe('A part of its title'),
  url_contains: template.optional().describe('A part of its address'),
};

/** How many of the ways to name a tab are used. */
export function tabNames({ index, title, url_contains, opener }: { readonly [Name in keyof typeof tabFields]?: unknown }): number {
  return [index, title, url_contains, opener === true ? true : undefined].filter((given) => given !== undefined).length;
}
