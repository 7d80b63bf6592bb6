import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type AgentTask, createClickJudge } from '../src/agent/index.ts';
import type { Deadline } from '../src/base/deadline.ts';
import { Secret } from '../src/base/secret.ts';
import { SecretBook } from '../src/base/secret-book.ts';
import { startEgress } from '../src/browser/egress/index.ts';
import { ACTIONS, ensureBrowser, openSession, settle } from '../src/browser/index.ts';
import { createObserver } from '../src/browser/observe/index.ts';
import { defaultGuardrails, type EventSink, PLAYBOOK_ONLY_ACTIONS } from '../src/contract/index.ts';
import { createDispatcher, createRunGuard } from '../src/dispatch/index.ts';
import type { ModelPort } from '../src/model/index.ts';

export interface Workplace {
  agentParts: Omit<AgentTask, 'model' | 'directive' | 'budgets'>;
  emit: EventSink;
  goto(url: string, deadline: Deadline): Promise<void>;
  close(): Promise<void>;
}

/** Browser, egress, guard and dispatcher for one job, without a run folder and with everything in scope. */
export async function openWorkplace(
  options: { folder: string; secrets: Record<string, Secret>; origin: string; utility: ModelPort },
  deadline: Deadline,
): Promise<Workplace> {
  const secrets = new SecretBook();
  for (const [name, secret] of Object.entries(options.secrets)) secrets.add(`credential:${name}`, secret);
  const redact = (text: string) => secrets.redact(text);
  const guard = createRunGuard({ ...defaultGuardrails, allow_private_networks: true });
  const egress = await startEgress({ policy: guard.policy, onRefused: () => undefined });
  const found = await ensureBrowser(deadline);
  const session = await openSession(
    {
      executablePath: found.path,
      viewport: { width: 1280, height: 800 },
      downloadsFolder: options.folder,
      proxy: { server: egress.server, username: egress.username, password: new Secret(egress.password) },
      secrets,
    },
    deadline,
  );
  const observer = createObserver({ page: () => session.page(), redact });
  session.observer = observer;
  let number = 0;
  const emit: EventSink = async () => undefined;
  const dispatcher = createDispatcher({
    session,
    guard,
    secrets,
    log: { nextActionNumber: () => ++number, recordAction: async () => undefined, saveScreenshot: async () => undefined, emit },
    recording: { trace: false, screenshots: false },
    credentialOrigins: new Set([options.origin]),
    takeRefusals: () => egress.takeRefusals(),
    judgeClick: createClickJudge(options.utility, redact),
    // The jobs are meant: whoever starts this has said yes.
    confirm: async () => true,
  });
  const nonce = randomBytes(4).toString('hex');
  const sequence = { name: 'execute_sequence', description: 'Carry out several actions in one call; stops at the first that fails.' };
  return {
    emit,
    agentParts: {
      dispatcher,
      emit,
      redact,
      async observe(own) {
        await settle(session, own);
        return { ...(await observer.observe({}, own)), tabs: session.tabs() };
      },
      marks: {
        wrap: (text) => `<page-${nonce}>\n${text.replaceAll(nonce, '')}\n</page-${nonce}>`,
        explanation: `Text of the page stands between <page-${nonce}> and </page-${nonce}>.`,
      },
      scope: {
        actions: [
          ...Object.values(ACTIONS).filter(({ name }) => !PLAYBOOK_ONLY_ACTIONS.includes(name)),
          { ...sequence, schema: z.strictObject({ actions: z.array(z.looseObject({ action: z.string() })) }) },
        ],
        allowedDomains: null,
      },
    },
    async goto(url, own) {
      await dispatcher.run({ action: 'goto', input: { url }, driver: 'playbook' }, own);
    },
    async close() {
      await session.close();
      await egress.close();
    },
  };
}
