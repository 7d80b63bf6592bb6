import { join } from 'node:path';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { type BrowserSession, openSession, readCookies, type StorageState, watchPendingRequests } from '../../browser/index.ts';
import type { BrowserSettings, GuardrailSettings } from '../../contract/index.ts';
import { createRunGuard, type RunGuard } from '../../dispatch/index.ts';
import { createBrowserIdentity, type Egress, startEgress } from '../../egress/index.ts';
import type { Recorder } from '../../recording/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import { Secret } from '../../secrets/index.ts';
import type { RunDeps } from '../run-deps.ts';
import { learnSessionSecrets } from './session-secrets.ts';

/** The browser of a run, behind its own proxy, with the recording started. */
export interface OpenRun {
  session: BrowserSession;
  egress: Egress;
  guard: RunGuard;
  /** Stops the recording, closes browser and proxy, writes the trace without secrets. Returns warnings. */
  close(deadline: Deadline): Promise<string[]>;
}

interface OpenRunOptions {
  settings: GuardrailSettings;
  recorder: Recorder;
  secrets: SecretBook;
  /** Of a saved session. */
  storageState?: StorageState;
  browserSettings?: BrowserSettings;
  /** They get the permissions of the browser settings. */
  applicationOrigins?: ReadonlySet<string>;
}

/** Opens guard, egress proxy, browser and recording, in this order. A failure leaves nothing running. */
export async function openRun(deps: RunDeps, options: OpenRunOptions, deadline: Deadline): Promise<OpenRun> {
  const { config } = deps;
  const { settings, recorder, secrets, storageState, browserSettings, applicationOrigins } = options;
  const guard = createRunGuard(settings);
  const found = await deadline.race(deps.browser());
  const identity = deps.prelaunchedBrowser?.identity ?? createBrowserIdentity();
  const egress = await startEgress({
    policy: guard.policy,
    identity,
    upstream: config.proxy,
    upstreamProxies: deps.network?.upstreamProxies,
    closed: deps.network?.closed,
    onRefused: (refusal) =>
      void recorder.emit({
        type: 'guard',
        where: 'network',
        verdict: 'blocked',
        reason: secrets.redact(refusal.reason),
        url: secrets.redact(refusal.url),
      }),
  });
  deps.network?.onEgress?.(egress.port);
  try {
    const session = await openSession(
      {
        executablePath: found.path,
        headed: deps.headed ?? false,
        viewport: config.display,
        downloadsFolder: recorder.downloadsFolder,
        uploadsFolder: deps.folders.uploads,
        inputsFolder: deps.folders.inputs,
        tracesFolder: recorder.scratchFolder,
        proxy: {
          server: egress.server,
          username: egress.username,
          password: new Secret(egress.password),
          identity,
          endsTls: () => egress.endsTls,
        },
        checkUrl: (url, use) => guard.policy.checkUrl(url, use),
        storageState,
        ...browserSettings,
        applicationOrigins,
        prelaunched: deps.prelaunchedBrowser,
        secrets,
      },
      deadline,
    );
    try {
      egress.askBrowser(watchPendingRequests(session));
      if (config.recording.trace) await session.startTrace(deadline);
    } catch (error) {
      await session.close();
      throw error;
    }
    return {
      session,
      egress,
      guard,
      close: (own) => closeRun({ session, egress, recorder, secrets, traced: config.recording.trace }, own),
    };
  } catch (error) {
    await egress.close();
    throw error;
  }
}

interface Recorded {
  session: BrowserSession;
  egress: Egress;
  recorder: Recorder;
  secrets: SecretBook;
  traced: boolean;
}

async function closeRun({ session, egress, recorder, secrets, traced }: Recorded, deadline: Deadline): Promise<string[]> {
  const warnings: string[] = [];
  const raw = join(recorder.scratchFolder, 'trace.raw.zip');
  let written = false;
  try {
    using own = deadline.within(5_000, 'downloads under way');
    await session.downloadsDone(own);
  } catch (problem) {
    warnings.push(`A download was not finished at the end and was cancelled (${errorMessage(problem)}).`);
  }
  try {
    if (traced) {
      // Session cookies must not stay in the trace. If they cannot be read, there is no trace.
      using reading = deadline.within(2_000, 'reading cookies');
      learnSessionSecrets({ cookies: await readCookies(session, reading) }, secrets);
      using writing = deadline.within(20_000, 'writing the trace');
      await session.stopTrace(raw, writing);
      written = true;
    }
  } catch (problem) {
    warnings.push(`There is no trace of this run: ${errorMessage(problem)}`);
  }
  // Cleaning the trace and closing the browser take about as long, and neither needs the other.
  const closing = session.close().finally(() => egress.close());
  const sealing = written ? recorder.sealTrace(raw, deadline) : undefined;
  const [sealed, closed] = await Promise.allSettled([sealing, closing]);
  for (const { reason } of [sealed, closed].filter((one) => one.status === 'rejected')) throw reason;
  if (sealed.status === 'fulfilled' && sealed.value?.kept === false) warnings.push(`The trace was not kept: ${sealed.value.reason}`);
  return warnings;
}
