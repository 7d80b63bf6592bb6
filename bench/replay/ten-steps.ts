import { type BrowserContextOptions, chromium } from 'playwright-core';
import type { startSample } from '../../sample/index.ts';
import { noDeadline, silentLog } from '../../src/base/index.ts';
import type { FoundBrowser } from '../../src/browser/index.ts';
import { LAUNCH_FLAGS } from '../../src/browser/launch/launch-flags.ts';
import { defaultGuardrails, type RecordingSettings, type RunEvent, runConfigSchema } from '../../src/contract/index.ts';
import { createDispatcher } from '../../src/dispatch/index.ts';
import { bindPlaybook, parsePlaybook } from '../../src/playbook/index.ts';
import { runPlaybook } from '../../src/playbook-run/index.ts';
import { openRecorder } from '../../src/recording/index.ts';
import { openRun } from '../../src/run/opening/open-run.ts';
import { Secret, SecretBook } from '../../src/secrets/index.ts';

const ORDER = 10234;
const PLAYBOOK = `
id: ten_steps
name: Ten steps
guardrails: { allow_private_networks: true, enable_llm_action_check: false }
steps:
  - { action: goto, params: { url: '{base_url}/login' } }
  - { action: key_press, selector: { primary: '#username' }, params: { text: '{credential:username}' } }
  - { action: key_press, selector: { primary: '#password' }, params: { text: '{credential:password}' } }
  - { action: click, selector: { primary: 'button[type=submit]' }, verify: { expect_url_contains: '/orders' } }
  - { action: key_press, selector: { primary: 'role=searchbox[name="Search orders"]', fallbacks: ['#q'] }, params: { text: '${ORDER}', key: Enter }, verify: { expect_url_contains: 'q=${ORDER}' } }
  - { action: click, selector: { primary: 'role=link[name="#${ORDER}"]', fallbacks: ['text="#${ORDER}"'] }, verify: { expect_url_contains: '/orders/${ORDER}' } }
  - { action: click, selector: { primary: 'role=button[name="Cancel order"]', fallbacks: ['text="Cancel order"'] }, verify: { expect_element_visible: 'role=dialog' } }
  - { action: select, selector: { primary: '#cancel-reason' }, params: { label: Customer changed their mind } }
  - { action: click, selector: { primary: 'role=dialog >> role=button[name="Yes, cancel order"]' }, effect: write, verify: { expect_text_on_page: Cancelled } }
  - { action: extract, selector: { primary: '[data-testid="order-status"]' }, store_as: status }
`;
const CONTEXT: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' };

/** The sample back office and the browser that both sides use. */
export interface Place {
  readonly sample: Awaited<ReturnType<typeof startSample>>;
  readonly browser: FoundBrowser;
  /** For run folders. */
  readonly folder: string;
}

/** The ten steps as a hand-written script, in a newly started browser. Milliseconds from the first step to the last. */
export async function byHand({ sample, browser: { path } }: Place, onOpen?: () => void): Promise<number> {
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', ...LAUNCH_FLAGS] });
  const context = await browser.newContext(CONTEXT);
  const page = await context.newPage();
  onOpen?.();
  const started = performance.now();
  await page.goto(`${sample.url}/login`);
  await page.locator('#username').fill(sample.user);
  await page.locator('#password').fill(sample.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL('**/orders');
  const search = page.getByRole('searchbox', { name: 'Search orders' });
  await search.fill(String(ORDER));
  await search.press('Enter');
  await page.waitForURL(`**q=${ORDER}**`);
  await page.getByRole('link', { name: `#${ORDER}` }).click();
  await page.waitForURL(`**/orders/${ORDER}`);
  await page.getByRole('button', { name: 'Cancel order' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.locator('#cancel-reason').selectOption({ label: 'Customer changed their mind' });
  await dialog.getByRole('button', { name: 'Yes, cancel order' }).click();
  const status = page.locator('[data-testid="order-status"]');
  await status.getByText('Cancelled').waitFor();
  if ((await status.innerText()).trim() !== 'Cancelled') throw new Error('the script did not cancel the order');
  const took = performance.now() - started;
  await browser.close();
  return took;
}

/**
 * The ten steps as a playbook, in a newly started browser behind its egress proxy, with guard, ledger, action log and
 * events, as in every run. Milliseconds from the first step to the last.
 */
export async function byPlaybook(
  { sample, browser, folder }: Place,
  recording: RecordingSettings,
  onEvent?: (event: RunEvent) => void,
): Promise<number> {
  const parsed = parsePlaybook(PLAYBOOK, 'ten_steps.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map((one) => one.message).join('; '));
  const bound = bindPlaybook(parsed.playbook, { base_url: sample.url });
  if (!bound.ok) throw new Error(bound.problems.map((one) => one.message).join('; '));
  const secrets = new SecretBook();
  secrets.add('credential:username', new Secret(sample.user));
  secrets.add('credential:password', new Secret(sample.password));
  const recorder = await openRecorder({ runsFolder: folder, secrets, settings: recording });
  if (onEvent) recorder.subscribe(onEvent);
  const deps = {
    config: runConfigSchema.parse({ directive: 'ten steps', recording }),
    folders: { runs: folder, playbooks: '', profiles: '' },
    browser: async () => browser,
    signal: new AbortController().signal,
    log: silentLog,
    models: () => {
      throw new Error('no model');
    },
  };
  const guardrails = { ...defaultGuardrails, ...bound.playbook.guardrails };
  const open = await openRun(deps, { settings: guardrails, recorder, secrets }, noDeadline);
  const dispatcher = createDispatcher({
    session: open.session,
    guard: open.guard,
    log: recorder,
    secrets,
    recording,
    credentialOrigins: new Set([sample.url]),
    takeRefusals: () => open.egress.takeRefusals(),
    takeFailures: () => open.egress.takeFailures(),
    duringWrite: () => open.egress.duringWrite(),
  });
  const started = performance.now();
  const result = await runPlaybook(
    {
      playbook: bound.playbook,
      parameters: {},
      session: open.session,
      dispatcher,
      secrets,
      emit: recorder.emit,
      login: { restored: false, forget: async () => undefined, keep: async () => undefined },
      reads: [],
    },
    noDeadline,
  );
  const took = performance.now() - started;
  await dispatcher.flushScreenshots();
  if (result.kind !== 'completed' || result.outputs.status !== 'Cancelled')
    throw new Error(`the playbook failed: ${JSON.stringify(result.stepResults.at(-1))}`);
  await open.close(noDeadline);
  await recorder.close();
  return took;
}
