import { z } from 'zod';
import { commandNameSchema } from '../../actions/index.ts';
import { errorBodySchema } from '../errors/errors.ts';
import { dialogRecordSchema } from './dialog.ts';

/** A selector that matched only this element when it was acted on. Lists are best first; playbooks are made from them. */
export const selectorCandidateSchema = z.object({
  kind: z.enum(['test_id', 'role', 'label', 'text', 'attribute', 'structural']),
  selector: z.string(),
});
export type SelectorCandidate = z.infer<typeof selectorCandidateSchema>;

/** One file of `actions/`, for example `0001_browser_dom_click.json`. Long text fields are cut at 500 characters. */
export const actionRecordSchema = z.object({
  number: z.int().min(1),
  at: z.string(),
  action: commandNameSchema,
  /** The action's input as given; secrets by name (`{credential:password}`), never by value. */
  input: z.record(z.string(), z.unknown()),
  driver: z.enum(['playbook', 'agent']),
  step: z.int().optional(),
  ok: z.boolean(),
  text: z.string(),
  output: z.string().optional(),
  error: errorBodySchema.optional(),
  url_before: z.string(),
  url_after: z.string(),
  duration_ms: z.number().min(0),
  screenshot: z.string().optional(),
  downloads: z.array(z.string()).optional(),
  dialogs: z.array(dialogRecordSchema).optional(),
  selector_candidates: z.array(selectorCandidateSchema).optional(),
});
export type ActionRecord = z.infer<typeof actionRecordSchema>;
