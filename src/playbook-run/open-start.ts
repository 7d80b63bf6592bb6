import { makeAction } from '../actions/index.ts';
import type { Deadline } from '../base/index.ts';
import type { ErrorBody } from '../contract/index.ts';
import type { PlaybookRunDeps } from './playbook-run-types.ts';

/** Opens the start page of the playbook, else of the run, unless the browser is already there. Returns the error if it cannot be opened. */
export async function openStart(deps: PlaybookRunDeps, deadline: Deadline): Promise<ErrorBody | undefined> {
  const url = deps.playbook.start_url ?? deps.startUrl;
  if (url === undefined || isHere(deps.session.currentUrl(), url)) return undefined;
  const outcome = await deps.dispatcher.run({ command: makeAction({ action: 'goto', url }), driver: 'playbook', step: 0 }, deadline);
  return outcome.error ?? outcome.stop;
}

function isHere(current: string, wanted: string): boolean {
  return URL.canParse(current) && URL.canParse(wanted) && new URL(current).href === new URL(wanted).href;
}
