import type { Profile } from '../../contract/index.ts';
import type { Dispatcher, DispatcherDeps } from '../../dispatch/index.ts';
import type { ReadOnlyRules } from '../../playbook-run/index.ts';
import type { Recorder } from '../../recording/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import type { OpenRun } from '../opening/open-run.ts';
import type { RunClock } from '../run-clock.ts';
import type { RunDeps } from '../run-deps.ts';

/** What both drivers work with. */
export interface DriveContext {
  deps: RunDeps;
  open: OpenRun;
  recorder: Recorder;
  secrets: SecretBook;
  profile?: Profile;
  clock: RunClock;
  /** Decides what a read-only run may send. */
  readOnly: ReadOnlyRules;
  /** From now on, the network lets nothing be changed. */
  becomeReadOnly(): void;
  /** A dispatcher over the run's one browser and one guard, with the rules of a driver added. */
  dispatcherWith(rules: Pick<DispatcherDeps, 'scopeCheck' | 'screen' | 'judgeClick' | 'onDialog'>): Dispatcher;
}
