import type { LanguageModel } from 'ai';

export const PROVIDER_NAMES = ['anthropic', 'openai', 'google', 'openai-compatible'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

interface ProviderSettings {
  apiKey: string;
  baseURL: string | undefined;
  fetch: typeof globalThis.fetch;
}

export interface Provider {
  /** Environment variables that may hold the key; the first is the one to name. */
  keyVariables: readonly string[];
  keyRequired: boolean;
  urlVariable: string;
  urlRequired: boolean;
  /** Pictures may stand in a tool's result; elsewhere they become base64 text there and must follow in a user message. */
  imagesInToolResults: boolean;
  /** Loads the library of the provider: a process that calls no model holds none. */
  create(modelId: string, settings: ProviderSettings): Promise<Exclude<LanguageModel, string>>;
}

export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = {
  anthropic: {
    keyVariables: ['ANTHROPIC_API_KEY'],
    keyRequired: true,
    urlVariable: 'ANTHROPIC_BASE_URL',
    urlRequired: false,
    imagesInToolResults: true,
    create: async (modelId, settings) => (await import('@ai-sdk/anthropic')).createAnthropic(settings)(modelId),
  },
  openai: {
    keyVariables: ['OPENAI_API_KEY'],
    keyRequired: true,
    urlVariable: 'OPENAI_BASE_URL',
    urlRequired: false,
    imagesInToolResults: true,
    create: async (modelId, settings) => (await import('@ai-sdk/openai')).createOpenAI(settings)(modelId),
  },
  google: {
    keyVariables: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
    keyRequired: true,
    urlVariable: 'GOOGLE_BASE_URL',
    urlRequired: false,
    imagesInToolResults: true,
    create: async (modelId, settings) => (await import('@ai-sdk/google')).createGoogle(settings)(modelId),
  },
  'openai-compatible': {
    keyVariables: ['ROTE_OPENAI_COMPATIBLE_KEY'],
    keyRequired: false,
    urlVariable: 'ROTE_OPENAI_COMPATIBLE_URL',
    urlRequired: true,
    imagesInToolResults: false,
    async create(modelId, { apiKey, baseURL = '', fetch }) {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return createOpenAICompatible({ name: 'openai-compatible', baseURL, fetch, ...(apiKey !== '' && { apiKey }) })(modelId);
    },
  },
};

/** `provider:model` taken apart; the model's own name may hold colons and slashes. */
export function parseModelName(name: string): { provider: ProviderName; modelId: string } | undefined {
  const at = name.indexOf(':');
  const provider = PROVIDER_NAMES.find((known) => known === name.slice(0, at));
  const modelId = name.slice(at + 1).trim();
  return provider === undefined || at < 0 || modelId === '' ? undefined : { provider, modelId };
}
