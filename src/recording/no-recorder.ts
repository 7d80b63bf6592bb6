import type { RunEvent } from '../contract/index.ts';
import type { EventListener, Recorder } from './recorder.ts';

/**
 * A recorder that writes nothing to disk: it numbers actions, notifies listeners and holds events. For callers without
 * a run folder.
 */
export function noRecorder(): Recorder {
  const events: RunEvent[] = [];
  const listeners = new Set<EventListener>();
  let actions = 0;
  return {
    runId: 'unrecorded',
    folder: '',
    downloadsFolder: '',
    scratchFolder: '',
    failure: undefined,
    emit: async (body) => {
      const event: RunEvent = { id: events.length + 1, at: new Date().toISOString(), ...body };
      events.push(event);
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    events: () => [...events],
    nextActionNumber: () => ++actions,
    recordAction: async () => undefined,
    screenshotPath: (number, action) => `screenshots/${number}_${action}.jpg`,
    saveScreenshot: async () => undefined,
    publishStatus: async () => undefined,
    sealTrace: async () => ({ kept: false, reason: 'this run is not recorded.' }),
    artifacts: async () => [],
    writeManifest: async () => undefined,
    close: async () => undefined,
  };
}
