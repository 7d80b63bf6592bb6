import { z } from 'zod';
import { Secret } from '../secrets/index.ts';

export const timeoutMs = z.int().min(1).max(600_000);

export const selector = z
  .string()
  .min(1)
  .describe('Playwright selector, `frame=CSS >> selector` for an element in a frame, or a ref (e12) of the latest observation');

/** A text that may be a secret: given as it is, or already wrapped. */
export const secretText = z.union([z.string(), z.instanceof(Secret)]);

/** A text of a playbook. Its placeholders are not filled yet, so that limits of the value say nothing about it. */
export const template = z.string().min(1);

/** A whole number of a playbook: the number, or one placeholder such as `{count}`. */
export const wholeNumberTemplate = z.union([z.int(), z.string().regex(/^\{[A-Za-z_]\w*\}$/, 'must be a whole number or one placeholder')]);

/** Values of a request by name. */
export const scalarTemplates = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export const scalars = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.instanceof(Secret)]));
