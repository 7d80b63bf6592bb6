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
