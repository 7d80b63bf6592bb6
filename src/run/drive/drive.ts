import type { Deadline } from '../../base/index.ts';
import type { BrowserSession } from '../../browser/index.ts';
import { defaultGuardrails, type GuardrailSettings, type Profile, RoteError, type RunConfig, toErrorBody } from '../../contract/index.ts';
import { createDispatcher, type Dispatcher } from '../../dispatch/index.ts';
import { type AskedRun, beyondPolicy, lowerGuardrails, mergeGuardrails } from '../../guardrails/index.ts';
import type { Models } from '../../model/index.ts';
import type { Playbook } from '../../playbook/index.ts';
import { ReadOnlyRules } from '../../playbook-run/index.ts';
import type { Recorder } from '../../recording/index.ts';
import { credentialRef, type SecretBook } from '../../secrets/index.ts';
import { failedEarly, type Outcome } from '../ending/outcome.ts';
import type { EarlyBrowser } from '../opening/early-browser.ts';
import { loginMemory, sessionKey } from '../opening/login-memory.ts';
import { type OpenRun, openRun } from '../opening/open-run.ts';
import { learnSessionSecrets } from '../opening/session-secrets.ts';
import { planRun } from '../planning/plan.ts';
import { overruledSettings, planBrowser } from '../planning/plan-browser.ts';
import { readPlaybookFolder } from '../planning/playbook-folder.ts';
import { readProfile } from '../planning/profile-folder.ts';
import type { RunClock } from '../run-clock.ts';
import type { RunDeps } from '../run-deps.ts';
import { driveByAgent } from './agent-driver.ts';
import { driveByPlaybook } from './drive-by-playbook.ts';
import type { DriveContext } from './drive-context.ts';

export interface Driven {
  outcome: Outcome;
  playbook: string | null;
  open?: OpenRun;
}

interface DriveOptions {
  /** The config before the operator's policy lowered it. */
  asked: RunConfig;
  recorder: Recorder;
  secrets: SecretBook;
  clock: RunClock;
  /** The caller ends it. */
  early: EarlyBrowser;
  onSession?: (session: BrowserSession) => void;
}

/**
 * Plans the run, opens what it needs and lets a driver work. The caller closes what it opened. Rejects only if the run ends before a
 * driver starts; then nothing is left open.
 */
export async function drive(
  deps: RunDeps,
  { asked, recorder, secrets, clock, early, onSession }: DriveOptions,
  deadline: Deadline,
): Promise<Driven> {
  const { config, folders, sessions } = deps;
  const profile = config.profile === undefined ? undefined : await readProfile(folders.profiles, config.profile);
  const plan = planRun(config, await readPlaybookFolder(folders.playbooks));
  const playbook = plan.driver === 'playbook' ? plan.playbook : undefined;
  refuseBeyondPolicy(deps, { config: asked, profile, playbook });
  const browser = planBrowser(config, profile, playbook);
  for (const setting of overruledSettings(config, browser.browserSettings)) {
    deps.log.warn(`${setting} of the run is not used: the playbook or the profile sets another one`);
  }
  const settings = await guardrailsOf(deps, profile, playbook, recorder);
  // Before a browser starts, so a missing model is reported at once: without a playbook, nothing works without one.
  const models = plan.driver === 'agent' ? agentModels(deps, plan.skipped) : undefined;

  const key = sessions && playbook && sessionKey(playbook, secrets);
  const saved = key && (await sessions.load(key.id, { neededCookies: key.neededCookies }));
  const restored = saved?.kind === 'found' ? saved.state : undefined;
  if (restored) learnSessionSecrets(restored, secrets);
  clock.begin('browser');
  const prelaunchedBrowser = await deadline.race(early.ready());
  const storage = restored && { storageState: restored };
  const open = await openRun({ ...deps, prelaunchedBrowser }, { settings, recorder, secrets, ...browser, ...storage }, deadline);
  onSession?.(open.session);
  const dispatchers: Dispatcher[] = [];
  try {
    const message = `${playbook ? `playbook ${playbook.id}` : 'agent'}: ${plan.why}`;
    await recorder.emit({ type: 'status', status: 'running', message, playbook: playbook?.id ?? null });
    const readOnly = new ReadOnlyRules({
      reads: [...(playbook?.reads ?? []), ...(profile?.reads ?? [])],
      password: secrets.reveal(credentialRef('password')),
    });
    const becomeReadOnly = () => open.egress.readOnly((request) => readOnly.judge(request));
    if (config.read_only) becomeReadOnly();
    const context: DriveContext = {
      readOnly,
      becomeReadOnly,
      deps,
      open,
      recorder,
      secrets,
      profile,
      clock,
      dispatcherWith: (rules) => {
        const dispatcher = createDispatcher({
          session: open.session,
          guard: open.guard,
          log: recorder,
          secrets,
          recording: config.recording,
          credentialOrigins: browser.applicationOrigins,
          takeRefusals: () => open.egress.takeRefusals(),
          takeFailures: () => open.egress.takeFailures(),
          duringWrite: () => open.egress.duringWrite(),
          onAct: () => readOnly.acts(),
          confirm: deps.confirm,
          ...rules,
        });
        dispatchers.push(dispatcher);
        return dispatcher;
      },
    };
    const login = loginMemory({ store: sessions, key, restored, session: open.session, secrets, deadline });
    const outcome =
      plan.driver === 'playbook'
        ? await driveByPlaybook(context, plan, login, deadline)
        : await driveByAgent(context, { models: models ?? deps.models() }, deadline);
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.flushScreenshots()));
    return { outcome: { ...outcome, warnings: [...outcome.warnings, ...readOnly.refused()] }, playbook: playbook?.id ?? null, open };
  } catch (error) {
    // The finalizer closes what is open: its phases have their own deadlines, and the run's may have passed.
    return { outcome: failedEarly(toErrorBody(error)), playbook: playbook?.id ?? null, open };
  }
}

/** Throws GUARDRAIL_BLOCKED for a run that the operator's policy does not allow. The API refuses such requests too; this is the wall. */
function refuseBeyondPolicy({ policy }: RunDeps, asked: AskedRun): void {
  const problems = policy ? beyondPolicy(policy, asked) : [];
  if (problems.length > 0) throw new RoteError('GUARDRAIL_BLOCKED', problems.map(({ message }) => message).join(' '));
}

/** The models. Without any, the error also names the broken playbook that may be why the run needs one. */
function agentModels(deps: RunDeps, skipped: string | undefined): Models {
  try {
    return deps.models();
  } catch (cause) {
    if (skipped === undefined) throw cause;
    const body = toErrorBody(cause);
    throw RoteError.from(body, { message: `${body.message} ${skipped}`, cause });
  }
}

/** Defaults, profile, run config, then the playbook, which may widen them; an event reports what it widens. */
async function guardrailsOf(
  { config, policy }: RunDeps,
  profile: Profile | undefined,
  playbook: Playbook | undefined,
  recorder: Recorder,
): Promise<GuardrailSettings> {
  const bounded = (merged: GuardrailSettings) => (policy ? lowerGuardrails(policy, merged, { config, profile, playbook }) : merged);
  const { settings } = mergeGuardrails(defaultGuardrails, profile?.guardrails ?? {}, config.guardrails);
  if (playbook === undefined) return bounded(settings);
  const merged = mergeGuardrails(settings, playbook.guardrails);
  for (const what of merged.widened) {
    await recorder.emit({ type: 'guard', where: 'page', verdict: 'widened', reason: `The playbook ${playbook.id} widens ${what}.` });
  }
  return bounded(merged.settings);
}
