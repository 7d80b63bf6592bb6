import type { SandboxStart } from '../../contract/index.ts';
import { openSessionStore } from '../../logins/index.ts';
import { createModels } from '../../model/index.ts';
import type { RunDeps } from '../../run/index.ts';
import { Secret } from '../../secrets/index.ts';

/** Builds the dependencies of the run from what the worker sent. Settings come from there, never from the environment. */
export function wireRun(
  start: SandboxStart,
  own: Pick<RunDeps, 'network' | 'signal' | 'log' | 'secrets' | 'onLive' | 'prelaunchedBrowser'>,
): RunDeps {
  const { config, folders, policy, session_key, settings } = start;
  return {
    ...own,
    config: { ...config, run_id: start.run_id },
    folders,
    policy,
    browser: () => Promise.resolve(start.browser),
    installedBrowser: () => Promise.resolve(start.browser),
    sessions: openSessionStore({
      folder: folders.sessions,
      key: async () => ({ secret: new Secret(session_key.secret), isChosen: session_key.is_chosen }),
    }),
    models: () =>
      createModels({
        env: settings,
        model: config.model,
        utilityModel: config.utility_model,
      }),
  };
}
