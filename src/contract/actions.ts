import { z } from 'zod';

/** The browser operations. `execute_sequence` runs 1 to 20 of the others in one call. */
export const ACTION_NAMES = [
  'goto',
  'click',
  'screenshot',
  'key_press',
  'scroll',
  'extract',
  'get_dom',
  'wait_for',
  'select',
  'upload',
  'download',
  'switch_tab',
  'execute_sequence',
  'evaluate',
  'api_request',
] as const;

export const actionNameSchema = z.enum(ACTION_NAMES);
export type ActionName = z.infer<typeof actionNameSchema>;

export function isActionName(name: string): name is ActionName {
  return (ACTION_NAMES as readonly string[]).includes(name);
}

/** Actions that only a playbook may hold; the agent's tool does not know them. */
export const PLAYBOOK_ONLY_ACTIONS: readonly ActionName[] = ['evaluate', 'api_request'];
