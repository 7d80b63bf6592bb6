import { z } from 'zod';
import { artifactSchema, runStatusSchema } from './report.ts';

/** `manifest.json`: written last, so its presence means that everything it names is whole. */
export const manifestSchema = z.object({
  run_id: z.string(),
  rote_version: z.string(),
  status: runStatusSchema,
  events: z.int().min(0),
  actions: z.int().min(0),
  artifacts: z.array(artifactSchema.extend({ sha256: z.string() })),
  warnings: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;
