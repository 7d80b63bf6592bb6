import { CONSEQUENCES } from './consequences.ts';
import { judgeClick } from './judge-click.ts';

/**
 * Judges what agreeing to a native dialog would do, by its text alone. Never `safe`: a question may begin with a harmless word and end
 * with another. Never throws.
 */
export function judgeDialog(text: string): 'destructive' | 'unknown' {
  if (CONSEQUENCES.test(text)) return 'destructive';
  return judgeClick({ name: text, role: 'button' }) === 'destructive' ? 'destructive' : 'unknown';
}
