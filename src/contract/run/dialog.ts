import { z } from 'zod';

/** The native dialogs of a browser: those that scripts open, and `beforeunload`, which asks whether to leave a page. */
export const DIALOG_TYPES = ['alert', 'confirm', 'prompt', 'beforeunload'] as const;
export type DialogType = (typeof DIALOG_TYPES)[number];

export const dialogRecordSchema = z.object({
  type: z.enum(DIALOG_TYPES).describe('Kind of the native dialog.'),
  text: z.string().describe('What it said, without secrets, cut at 500 characters. Empty for `beforeunload`: the browser words it.'),
  answer: z
    .enum(['closed', 'accepted', 'dismissed'])
    .describe('How it was answered. `closed`: an alert, which leaves no choice. `dismissed`: like its Cancel button.'),
  value: z.string().optional().describe('The text with which a prompt was answered, without secrets.'),
});
/** A native dialog that appeared, and its answer. */
export type DialogRecord = z.infer<typeof dialogRecordSchema>;
