import type { Observer } from '../observe/observer-port.ts';
import type { ObserverLimits } from './browser-session.ts';

/** The same observer, with these limits on every observation. */
export function limitObserver(observer: Observer, { scope, screen, onRedacted }: ObserverLimits): Observer {
  return {
    ...observer,
    observe: async (options, deadline) => {
      const observation = await observer.observe({ ...options, scope, screen }, deadline);
      if (observation.screened > 0) await onRedacted(observation);
      return observation;
    },
  };
}
