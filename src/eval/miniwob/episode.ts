import { z } from 'zod';

/** One episode: a task with a seed, given to an agent once. One line of episodes.ndjson. */
export const episodeSchema = z.object({
  task: z.string(),
  seed: z.int(),
  /** The text of the task; empty when the episode did not start. */
  utterance: z.string(),
  /** `no_verdict`: the episode did not start, or the seed gave another task the second time. It counts in no rate. */
  outcome: z.enum(['success', 'failure', 'no_verdict']),
  /** The task itself reported its end. */
  done: z.boolean(),
  /** As the page reports it: `reward` may shrink with time, `raw_reward` does not. */
  reward: z.number(),
  raw_reward: z.number(),
  reason: z.string().nullable(),
  run_id: z.string().nullable(),
  run_status: z.string().nullable(),
  steps: z.int().min(0),
  input_tokens: z.int().min(0),
  output_tokens: z.int().min(0),
  cost_usd: z.number().nullable(),
  duration_ms: z.number().min(0),
  error: z.string().nullable(),
});
export type Episode = z.infer<typeof episodeSchema>;

/** The result that the page reports when the agent is done (READ_RESULT). */
export const pageResultSchema = z.object({
  begun: z.boolean(),
  utterance: z.string(),
  done: z.boolean(),
  reward: z.number(),
  raw_reward: z.number(),
  reason: z.string().nullable(),
});
export type PageResult = z.infer<typeof pageResultSchema>;
