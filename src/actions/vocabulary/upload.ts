import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector } from '../fields.ts';

export const upload = defineAction({
  name: 'upload',
  title: 'Attach files to a file field or a drop zone, or a folder to a folder field.',
  otherNames: ['attach', 'set_input_files'],
  brief: { title: '', fields: { files: 'paths' } },
  fields: {
    selector: selector.describe('The file field, the element that opens the file dialog, or the element onto which files are dropped'),
    files: z.array(z.string().min(1)).min(1).max(20).describe('Paths; for a folder field the path of one folder'),
  },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'never',
    maySend: true,
    repeats: 'never',
    effect: 'declared',
    output: 'none',
    saysNothingNew: false,
    leastGoal: 'fill_form',
  },
  defaultTimeoutMs: 15_000,
});
