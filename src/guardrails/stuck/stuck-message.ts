import { shorten } from '../../base/index.ts';
import type { StuckAction } from './stuck-signature.ts';
import type { StuckLevel, StuckReason } from './stuck-verdict.ts';

const PREFIX: Readonly<Record<StuckLevel, string>> = { hint: 'Hint', warning: 'Warning', stop: 'Stopped' };

/** What the agent reads: what happened, then what to do instead. Contains no page text; a target is cut at 80 characters. */
export function stuckMessage(level: StuckLevel, reason: StuckReason, count: number, { action, target }: StuckAction): string {
  const flat = target.replace(/\s+/g, ' ').trim();
  const what = flat === '' ? action : `${action} on ${shorten(flat, 80)}`;
  return `${PREFIX[level]}: ${happened(reason, count, what)} ${instead(level, reason)}`;
}

function happened(reason: StuckReason, count: number, what: string): string {
  if (reason === 'repeat') return `"${what}" has been done ${count} times and has led to no new page.`;
  if (reason === 'cycle') return `The last actions are the same ${count} over and over.`;
  if (reason === 'failures') return `${count} of the last actions have failed, the last one being "${what}".`;
  return `"${what}" has come back to a page that was left ${count} pages ago.`;
}

function instead(level: StuckLevel, reason: StuckReason): string {
  if (level === 'stop') return 'The run ends here because it makes no progress.';
  if (level === 'warning')
    return 'This run will be stopped if it goes on like this: try something clearly different, or finish with what is known and say what is missing.';
  if (reason === 'failures') return 'Look at the page again, read the errors, and choose another element or another way.';
  if (reason === 'revisit') return 'Decide what is still missing before moving on, and use what has already been read from this page.';
  return 'Look at what the page shows now and do something else: another element, a search, or the next part of the task.';
}
