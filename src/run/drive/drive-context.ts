import type { Profile } from '../../contract/index.ts';
import type { Dispatcher, DispatcherParts } from '../../dispatch/index.ts';
import type { Recorder } from '../../recording/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import type { OpenRun } from '../opening/open-run.ts';
import type { RunParts } from '../run-deps.ts';

/** What both drivers work with. */
export interface DriveContext {
  parts: RunParts;
  open: OpenRun;
  recorder: Recorder;
  secrets: SecretBook;
  profile?: Profile;
  /** A dispatcher over the run's one browser and one guard, with the rules of a driver added. */
  dispatcherWith(rules: Pick<DispatcherParts, 'scopeCheck' | 'screen' | 'judgeClick'>): Dispatcher;
}
