import { isDeepStrictEqual } from 'node:util';
import { type BrowserSettings, mergeBrowserSettings, type Profile, RoteError, type RunConfig } from '../../contract/index.ts';
import type { Playbook } from '../../playbook/index.ts';

/** How the browser of a run is set up, decided before it starts. */
export interface BrowserPlan {
  browserSettings: BrowserSettings;
  /** Where credentials belong and permissions are granted. */
  applicationOrigins: ReadonlySet<string>;
}

/**
 * What knows the application better counts first: the playbook, then the profile, then the run config. Throws
 * VALIDATION_FAILED if there are permissions and no address of an application that could get them.
 */
export function planBrowser(config: RunConfig, profile: Profile | undefined, playbook?: Playbook): BrowserPlan {
  const browserSettings = mergeBrowserSettings(playbook, profile, config);
  const urls = [config.start_url, playbook?.auth?.login_url, playbook?.start_url];
  const applicationOrigins = new Set(urls.map((url) => URL.parse(url ?? '')?.origin).filter((origin) => origin !== undefined));
  const { permissions = [], geolocation } = browserSettings;
  if (applicationOrigins.size === 0 && (permissions.length > 0 || geolocation !== undefined)) {
    throw new RoteError(
      'VALIDATION_FAILED',
      'Permissions and a position are given to the application only, and its address is not known: add --start-url, or start_url to the playbook.',
    );
  }
  return { browserSettings, applicationOrigins };
}

/** The browser settings of the run config that something else takes precedence over, by name. */
export function overruledSettings(config: RunConfig, settings: BrowserSettings): string[] {
  const names = Object.keys(settings) as (keyof BrowserSettings)[];
  return names.filter((name) => config[name] !== undefined && !isDeepStrictEqual(config[name], settings[name]));
}
