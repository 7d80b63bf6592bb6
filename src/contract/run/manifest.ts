import { z } from 'zod';
import { artifactSchema, runStatusSchema } from './report.ts';

/** `manifest.json`: written last, so if it exists, every file that it names is complete. */
export const manifestSchema = z.object({
  run_id: z.string().describe('Id of the run.'),
  rote_version: z.string().describe('Version of Rote that executed the run.'),
  status: runStatusSchema.describe('State in which the run ended.'),
  events: z.int().min(0).describe('Number of events.'),
  actions: z.int().min(0).describe('Number of recorded actions.'),
  artifacts: z
    .array(artifactSchema.extend({ sha256: z.string().describe('SHA-256 of the file, hexadecimal.') }))
    .describe('Files of the recording.'),
  warnings: z.array(z.string()).describe('Problems beside the job itself.'),
});
export type Manifest = z.infer<typeof manifestSchema>;
