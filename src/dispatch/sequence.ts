import { z } from 'zod';
import { type Deadline, errorMessage } from '../base/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import type { ErrorBody } from '../contract/index.ts';
import type { ActionOutcome, ActionRequest, Dispatcher } from './dispatcher-types.ts';

const MAX_SEQUENCE_LENGTH = 20;

/** `{ actions: [{ action, …input }, …] }`, 1 to 20 of them, none a sequence itself. */
const sequenceSchema = z.strictObject({
  actions: z
    .array(z.looseObject({ action: z.string().refine((name) => name !== 'execute_sequence', 'a sequence cannot hold a sequence') }))
    .min(1)
    .max(MAX_SEQUENCE_LENGTH),
});

/** For an agent's tool: the one action that is made of others. */
export const SEQUENCE_ACTION = {
  name: 'execute_sequence',
  description: `Carry out 1 to ${MAX_SEQUENCE_LENGTH} actions in order; stops at the first that fails.`,
  schema: sequenceSchema,
} as const;

/**
 * Runs the actions one after the other, each guarded and logged like a single one. Stops at the first that fails and returns what was
 * done, the error and a screenshot. Never rejects.
 */
export async function runSequence(
  dispatcher: Dispatcher,
  session: BrowserSession,
  request: ActionRequest,
  deadline: Deadline,
): Promise<ActionOutcome> {
  const urlBefore = session.currentUrl();
  const parsed = sequenceSchema.safeParse(request.input);
  if (!parsed.success) {
    const error: ErrorBody = {
      code: 'VALIDATION_FAILED',
      message: `execute_sequence takes 1 to ${MAX_SEQUENCE_LENGTH} actions: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.`,
    };
    return { ok: false, text: error.message, error, performed: 'no', urlBefore, url: urlBefore, pageChanged: false, notices: [] };
  }
  const done: ActionOutcome[] = [];
  for (const { action, ...input } of parsed.data.actions) {
    const outcome = await dispatcher.run({ ...request, action, input }, deadline);
    done.push(outcome);
    if (!outcome.ok || outcome.stop) break;
  }
  return summarise(done, parsed.data.actions, urlBefore, session, deadline);
}

async function summarise(
  done: readonly ActionOutcome[],
  asked: readonly { action: string }[],
  urlBefore: string,
  session: BrowserSession,
  deadline: Deadline,
): Promise<ActionOutcome> {
  const last = done.at(-1);
  const lines = done.map((outcome, index) => `${index + 1}. ${asked[index]?.action}: ${outcome.ok ? '' : 'FAILED: '}${outcome.text}`);
  const missing = asked.length - done.length;
  if (missing > 0) lines.push(`${missing} of ${asked.length} actions were not carried out.`);
  const output = done.map((outcome) => outcome.output).filter((text) => text !== undefined);
  const file = done.findLast((outcome) => outcome.file !== undefined)?.file;
  const image = last?.ok === false ? await pictureOf(session, deadline) : last?.image;
  return {
    ok: last?.ok ?? false,
    text: lines.join('\n'),
    ...(output.length > 0 && { output: output.join('\n\n') }),
    ...(file !== undefined && { file }),
    ...(image && { image }),
    ...(last?.error && { error: last.error }),
    ...(last?.stop && { stop: last.stop }),
    performed: done.some((outcome) => outcome.performed === 'yes') ? 'yes' : (last?.performed ?? 'no'),
    urlBefore,
    url: session.currentUrl(),
    pageChanged: done.some((outcome) => outcome.pageChanged),
    notices: done.flatMap((outcome) => outcome.notices),
    partsDone: done.filter((outcome) => outcome.ok).length,
  };
}

/** The failure is the news; a screenshot that cannot be taken is only logged. */
async function pictureOf(session: BrowserSession, deadline: Deadline): Promise<Uint8Array | undefined> {
  try {
    using own = deadline.within(5_000, 'the screenshot of a failed sequence');
    return await session.screenshot(own);
  } catch (problem) {
    deadline.log.debug('no screenshot of the failed sequence', { error: errorMessage(problem) });
    return undefined;
  }
}
