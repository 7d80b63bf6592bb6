import { type AssistantModelMessage, generateText, jsonSchema, type LanguageModel, tool, wrapLanguageModel } from 'ai';
import type { Clock, Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { ModelPort, ModelReply, ModelRequest } from '../port.ts';
import type { PriceTable } from '../prices.ts';
import type { Admission, CircuitBreaker } from './circuit-breaker.ts';
import { type ModelFailure, type ModelOrigin, stalledFailure, toModelFailure } from './model-failure.ts';
import { readReply } from './read-reply.ts';
import { type Attempt, type RetryPolicy, withRetries } from './retry-policy.ts';
import { CACHE_MARK, toSdkMessages } from './to-sdk-messages.ts';

/** All models of a provider share one breaker. */
export interface SdkModelSettings {
  model: Exclude<LanguageModel, string>;
  origin: ModelOrigin;
  imagesInToolResults: boolean;
  breaker: CircuitBreaker;
  retry: RetryPolicy;
  prices: PriceTable;
  clock: Clock;
  /** Limit of one attempt, milliseconds. */
  callTimeoutMs: number;
}

/** A ModelPort over a model of the AI SDK: one request, one answer, tools described but never executed here. */
export function createSdkModel(settings: SdkModelSettings): ModelPort {
  const { origin, breaker } = settings;
  // Set once the provider has refused a request with a reasoning effort and accepted the same request without.
  let withoutEffort = false;

  const attempt = async (request: ModelRequest, deadline: Deadline): Promise<Attempt<ModelReply>> => {
    const first = await callOnce(settings, request, !withoutEffort, deadline);
    if (first.ok || !first.failure.requestRefused || withoutEffort) return first;
    const second = await callOnce(settings, request, false, deadline);
    if (!second.ok) return first;
    withoutEffort = true;
    deadline.log.warn(`${origin.model} does not accept a reasoning effort; later requests omit it`);
    return second;
  };

  return {
    name: origin.model,
    async generate(request, deadline) {
      deadline.throwIfEnded();
      const admission = breaker.admit();
      if (!admission.admitted) throw circuitOpen(origin, admission.retryInMs);
      return reportOutcome(admission, async () => withRetries(() => attempt(request, deadline), settings.retry, deadline));
    },
  };
}

/** Reports the outcome of `work` to the breaker, then returns its value or throws its error. */
async function reportOutcome(
  admission: Extract<Admission, { admitted: true }>,
  work: () => Promise<Attempt<ModelReply>>,
): Promise<ModelReply> {
  let outcome: Attempt<ModelReply>;
  try {
    outcome = await work();
  } catch (reason) {
    admission.report('abandoned');
    throw reason;
  }
  if (outcome.ok) {
    admission.report('ok');
    return outcome.value;
  }
  // A refused request or key is an answer: the provider is up.
  admission.report(outcome.failure.providerFault ? 'failed' : 'ok');
  throw outcome.failure.error;
}

/** Sends one request. Rejects only with the reason of the outer deadline. */
async function callOnce(
  settings: SdkModelSettings,
  request: ModelRequest,
  withEffort: boolean,
  deadline: Deadline,
): Promise<Attempt<ModelReply>> {
  const { origin } = settings;
  using limit = deadline.within(settings.callTimeoutMs, `the call to ${origin.model}`);
  try {
    const result = await limit.race(
      generateText({
        model: withLoggedWarnings(settings.model, deadline),
        instructions: { role: 'system', content: request.system, providerOptions: CACHE_MARK },
        messages: toSdkMessages(request.messages, settings.imagesInToolResults),
        tools: request.tools && toSdkTools(request.tools),
        reasoning: withEffort ? request.effort : undefined,
        maxOutputTokens: request.maxOutputTokens,
        // The provider must not store what back-office pages show.
        providerOptions: { openai: { store: false } },
        maxRetries: 0,
        abortSignal: limit.signal,
      }),
    );
    const native = result.finalStep.response.messages.find((message): message is AssistantModelMessage => message.role === 'assistant');
    return { ok: true, value: readReply(result.finalStep, native, request, settings.prices, origin.model) };
  } catch (error) {
    deadline.throwIfEnded();
    return { ok: false, failure: failureOf(error, limit, settings) };
  }
}

function failureOf(error: unknown, limit: Deadline, settings: SdkModelSettings): ModelFailure {
  if (limit.signal.aborted) return stalledFailure(settings.origin, settings.callTimeoutMs);
  return toModelFailure(error, settings.origin, settings.clock.now());
}

/** The SDK prints the provider's warnings (an effort it maps, a setting it drops) to stderr; they belong in the log. */
function withLoggedWarnings(model: Exclude<LanguageModel, string>, deadline: Deadline) {
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapGenerate: async ({ doGenerate }) => {
        const result = await doGenerate();
        if (result.warnings.length > 0) deadline.log.debug('the provider adapter reported warnings', { warnings: result.warnings });
        return { ...result, warnings: [] };
      },
    },
  });
}

function toSdkTools(tools: NonNullable<ModelRequest['tools']>) {
  return Object.fromEntries(
    tools.map((spec) => [
      spec.name,
      tool({ description: spec.description, inputSchema: jsonSchema<Record<string, unknown>>(spec.inputSchema) }),
    ]),
  );
}

function circuitOpen(origin: ModelOrigin, retryInMs: number): RoteError {
  return new RoteError(
    'LLM_ERROR',
    `${origin.model} was not called: ${origin.provider} failed several times in a row. The next attempt is possible in ${Math.ceil(retryInMs / 1000)} s.`,
    { details: { model: origin.model, circuit: 'open', retry_in_ms: retryInMs } },
  );
}
