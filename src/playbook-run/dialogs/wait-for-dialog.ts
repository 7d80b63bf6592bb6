import type { Deadline } from '../../base/index.ts';
import type { Verified } from '../../browser/index.ts';
import { dialogSays, quoted } from './declared-dialogs.ts';
import type { StepDialogs } from './step-dialogs.ts';

/** Waits until a dialog of the step has said `wanted`. */
export async function waitForDialog(dialogs: StepDialogs | undefined, wanted: string, deadline: Deadline): Promise<Verified> {
  const said = () => dialogs?.texts.some((text) => dialogSays(text, wanted)) === true;
  try {
    while (!said()) await deadline.race(dialogs?.next() ?? new Promise<void>(() => undefined));
    return { ok: true };
  } catch (error) {
    if (!deadline.signal.aborted) throw error;
    const others = dialogs?.records.map(quoted) ?? [];
    const instead = others.length === 0 ? '' : `; the page showed ${others.join(', then ')}`;
    return { ok: false, reason: `No dialog with the text "${wanted}" appeared${instead}.` };
  }
}
