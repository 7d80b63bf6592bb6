import type { SandboxStart } from '../../contract/index.ts';
import { openSessionStore } from '../../logins/index.ts';
import { createModels } from '../../model/index.ts';
import type { RunDeps } from '../../run/index.ts';
import { Secret } from '../../secrets/index.ts';

/** Everything that the run needs, by hand, from what the worker sent. Settings are read from there, never from the environment. */
export function wireRun(start: SandboxStart, own: Pick<RunDeps, 'signal' | 'log' | 'secrets' | 'onLive' | 'prelaunchedBrowser'>): RunDeps {
  const { config, folders, settings } = start;
  return {
    ...own,
    config: { ...config, run_id: start.run_id },
    folders,
    browser: () => Promise.resolve(start.browser),
    sessions: openSessionStore({
      folder: folders.sessions,
      ...(settings.ROTE_SECRET_KEY && { secretKey: new Secret(settings.ROTE_SECRET_KEY) }),
    }),
    models: () =>
      createModels({
        env: settings,
        ...(config.model !== undefined && { model: config.model }),
        ...(config.utility_model !== undefined && { utilityModel: config.utility_model }),
      }),
  };
}
