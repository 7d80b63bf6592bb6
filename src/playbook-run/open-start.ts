import { makeAction } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { ErrorBody } from '../contract/index.ts';
import type { PlaybookRunParts } from './playbook-run-types.ts';

/** Opens the playbook's start page, else the run's, unless the browser is there already. The error, if it cannot be opened. */
export async function openStart(parts: PlaybookRunParts, deadline: Deadline): Promise<ErrorBody | undefined> {
  const url = parts.playbook.start_url ?? parts.startUrl;
  if (url === undefined || isHere(parts.session.currentUrl(), url)) return undefined;
  const outcome = await parts.dispatcher.run({ command: makeAction({ action: 'goto', url }), driver: 'playbook', step: 0 }, deadline);
  return outcome.error ?? outcome.stop;
}

function isHere(current: string, wanted: string): boolean {
  return URL.canParse(current) && URL.canParse(wanted) && new URL(current).href === new URL(wanted).href;
}
