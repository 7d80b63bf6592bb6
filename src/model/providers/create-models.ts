import { type Clock, systemClock } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { Secret } from '../../secrets/index.ts';
import { type CircuitBreaker, createCircuitBreaker } from '../calling/circuit-breaker.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../calling/retry-policy.ts';
import type { ModelPort } from '../port.ts';
import { loadPrices, type PriceTable } from '../prices.ts';
import { limitedFetch } from './limited-fetch.ts';
import { PROVIDER_NAMES, PROVIDERS, type Provider, type ProviderName, parseModelName } from './providers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ModelSettings {
  /** ROTE_MODEL, ROTE_UTILITY_MODEL, the providers' keys and addresses, ROTE_PRICES. */
  env: Environment;
  /** `provider:model`; takes precedence over ROTE_MODEL. */
  model?: string;
  /** Takes precedence over ROTE_UTILITY_MODEL; without either, the primary model is used. */
  utilityModel?: string;
  clock?: Clock;
  retry?: Partial<RetryPolicy>;
  /** Limit of one attempt, milliseconds. Reasoning at high effort can take minutes. */
  callTimeoutMs?: number;
  /** Larger answers are rejected. */
  maxAnswerBytes?: number;
}

/**
 * `primary` drives the agent; `utility` judges clicks and goals. They share one circuit breaker when they share a
 * provider.
 */
export interface Models {
  primary: ModelPort;
  utility: ModelPort;
}

const DEFAULT_CALL_TIMEOUT_MS = 240_000;
const DEFAULT_MAX_ANSWER_BYTES = 8_000_000;

/**
 * The models of a run. Throws SETUP_FAILED, naming the variable, when a name, key or address is missing; makes no
 * request yet.
 */
export function createModels(settings: ModelSettings): Models {
  const { env, clock = systemClock } = settings;
  const primaryName = settings.model ?? readVariable(env, 'ROTE_MODEL');
  if (primaryName === undefined) {
    throw new RoteError(
      'SETUP_FAILED',
      `No model is set: set ROTE_MODEL to provider:model (providers: ${PROVIDER_NAMES.join(', ')}) and set its key.`,
    );
  }
  const utilityName = settings.utilityModel ?? readVariable(env, 'ROTE_UTILITY_MODEL') ?? primaryName;
  const prices = loadPrices(readVariable(env, 'ROTE_PRICES'));
  const breakers = new Map<ProviderName, CircuitBreaker>();
  const breakerOf = (provider: ProviderName): CircuitBreaker => {
    const breaker = breakers.get(provider) ?? createCircuitBreaker(clock);
    breakers.set(provider, breaker);
    return breaker;
  };
  const primary = createModel(primaryName, settings, prices, clock, breakerOf);
  return { primary, utility: utilityName === primaryName ? primary : createModel(utilityName, settings, prices, clock, breakerOf) };
}

function createModel(
  name: string,
  settings: ModelSettings,
  prices: PriceTable,
  clock: Clock,
  breakerOf: (provider: ProviderName) => CircuitBreaker,
): ModelPort {
  const parsed = parseModelName(name);
  if (parsed === undefined) {
    throw new RoteError('SETUP_FAILED', `"${name}" is not a model: write provider:model with one of ${PROVIDER_NAMES.join(', ')}.`);
  }
  const provider = PROVIDERS[parsed.provider];
  const { variable, key } = readKey(name, provider, settings.env);
  const baseURL = readUrl(name, provider, settings.env);
  return loadedOnUse(name, async () => {
    const { createSdkModel } = await import('../calling/sdk-model.ts');
    return createSdkModel({
      model: await provider.create(parsed.modelId, {
        apiKey: key?.reveal() ?? '',
        baseURL,
        fetch: limitedFetch(settings.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES),
      }),
      origin: { model: name, provider: parsed.provider, keyVariable: variable, secrets: key === undefined ? [] : [key] },
      imagesInToolResults: provider.imagesInToolResults,
      breaker: breakerOf(parsed.provider),
      retry: { ...defaultRetryPolicy, ...settings.retry },
      prices,
      clock,
      callTimeoutMs: settings.callTimeoutMs ?? DEFAULT_CALL_TIMEOUT_MS,
    });
  });
}

/** Most runs never call a model: the libraries for it are loaded with the first call. */
function loadedOnUse(name: string, load: () => Promise<ModelPort>): ModelPort {
  let loading: Promise<ModelPort> | undefined;
  return {
    name,
    async generate(request, deadline) {
      deadline.throwIfEnded();
      loading ??= load();
      return (await deadline.race(loading)).generate(request, deadline);
    },
  };
}

function readKey(model: string, provider: Provider, env: Environment): { variable?: string; key?: Secret } {
  const variable = provider.keyVariables.find((candidate) => readVariable(env, candidate) !== undefined);
  if (variable !== undefined) return { variable, key: new Secret(readVariable(env, variable)!) };
  if (!provider.keyRequired) return {};
  throw new RoteError(
    'SETUP_FAILED',
    `The model ${model} needs a key: set the environment variable ${provider.keyVariables.join(' or ')}.`,
  );
}

function readUrl(model: string, provider: Provider, env: Environment): string | undefined {
  const url = readVariable(env, provider.urlVariable);
  if (url === undefined) {
    if (!provider.urlRequired) return undefined;
    throw new RoteError(
      'SETUP_FAILED',
      `The model ${model} needs the address of its server: set ${provider.urlVariable}, for example to http://127.0.0.1:8080/v1.`,
    );
  }
  const parsed = URL.parse(url);
  if (parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '') return url;
  throw new RoteError('SETUP_FAILED', `${provider.urlVariable} is not a plain http or https address, such as http://127.0.0.1:8080/v1.`);
}

/** An empty variable counts as unset. */
function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
