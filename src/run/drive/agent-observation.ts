import type { PageView } from '../../agent/index.ts';
import type { Deadline } from '../../base/index.ts';
import { createTextScreen } from '../../blinders/index.ts';
import { type BrowserSession, settle } from '../../browser/index.ts';
import type { EventSink } from '../../contract/index.ts';
import type { AgentEffects } from './agent-effects.ts';
import type { AgentLimits } from './agent-limits.ts';

export interface AgentObservation {
  observe(deadline: Deadline): Promise<PageView>;
  /** Removes injected instructions from a text. */
  screen: ReturnType<typeof createTextScreen>;
}

/**
 * Gives the session an observer that shows only what the scope allows, screened: for the observation before each step of the agent, and
 * for `get_dom` and refs in its actions.
 */
export function createAgentObservation({
  session,
  limits,
  redact,
  emit,
  effects,
  onSettled,
}: {
  session: BrowserSession;
  limits: AgentLimits;
  redact: (text: string) => string;
  emit: EventSink;
  effects?: AgentEffects;
  /** Called when the page has settled. */
  onSettled?: (deadline: Deadline) => Promise<void>;
}): AgentObservation {
  const screen = createTextScreen(limits.redactPatterns);
  const observer = session.openObserver({
    scope: { hiddenKinds: limits.scope.hiddenKinds },
    screen,
    onRedacted: ({ screened, url }) =>
      emit({
        type: 'guard',
        where: 'injection',
        verdict: 'redacted',
        reason: `${screened} instruction-like texts of the page were redacted.`,
        count: screened,
        url: redact(url),
      }),
  });
  return {
    screen,
    observe: async (deadline) => {
      await settle(session, deadline);
      await effects?.rest(deadline);
      await onSettled?.(deadline);
      const at = effects?.now();
      // Never collapsed: the agent gets only the newest observation, so an unchanged page must be shown again.
      const { text, url, title } = await observer.observe({}, deadline);
      return { text, url, title, at, tabs: session.tabs() };
    },
  };
}
