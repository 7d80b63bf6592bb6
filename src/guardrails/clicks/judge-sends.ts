import { CONSEQUENCES } from './consequences.ts';
import { judgeCall } from './judge-call.ts';
import { judgeHref } from './judge-href.ts';
import { judgeLabel } from './judge-label.ts';

/** What the markup of a control says that it sends; browser's `Sends`. */
export interface ControlSends {
  /** In capitals. `UNKNOWN`: a script sends something. `SCRIPT`: a script runs. `NONE`: it resets a form or closes a dialog. */
  method: string;
  to?: string | undefined;
  /** The call that a script or the server gets: `destroyOrder(7)`. */
  call?: string | undefined;
  /** The question that is asked first. */
  asks?: string | undefined;
  by: string;
  isLogin?: boolean | undefined;
}

/** `unknown`: it may change something. `asks`: a form that only reads. `shows`: a script that only shows something. `resets`: it empties fields. `nothing`: the words decide. */
export type SendsVerdict = 'destructive' | 'unknown' | 'asks' | 'shows' | 'resets' | 'nothing';

/** Judges what the markup of a control says that it sends. Never throws. */
export function judgeSends({ method, to, call, asks, by }: ControlSends): SendsVerdict {
  if (asks !== undefined && (CONSEQUENCES.test(asks) || judgeLabel(asks, false) === 'destructive')) return 'destructive';
  if (method === 'DELETE') return 'destructive';
  const address = judgeHref(to ?? '');
  const called = call === undefined ? 'unknown' : judgeCall(call, by);
  if (address === 'act' || called === 'destructive') return 'destructive';
  if (method === 'NONE') return by === 'reset' ? 'resets' : 'nothing';
  if (method === 'SCRIPT') return called === 'safe' ? 'shows' : 'nothing';
  if (method === 'GET') return address === 'risky' ? 'unknown' : by === 'form' ? 'asks' : 'nothing';
  return method === 'UNKNOWN' && called === 'safe' ? 'nothing' : 'unknown';
}
