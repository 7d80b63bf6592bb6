import type { LanguageModel } from 'ai';

export const PROVIDER_NAMES = ['anthropic', 'openai', 'google', 'openai-compatible'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

interface ProviderSettings {
  apiKey: string;
  baseURL: string | undefined;
  fetch: typeof globalThis.fetch;
}

export interface Provider {
  /** Environment variables that may hold the key, in order of precedence. */
  keyVariables: readonly string[];
  keyRequired: boolean;
  urlVariable: string;
  urlRequired: boolean;
  /**
   * Whether a tool result may hold images. Other providers would get them as base64 text: for those they follow in a
   * user message.
   */
  imagesInToolResults: boolean;
  /** Loads the provider's library, which takes memory that a process without model calls saves. */
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
      return createOpenAICompatible({ name: 'openai-compatible', baseURL, fetch, apiKey: apiKey || undefined })(modelId);
    },
  },
};

/** Splits `provider:model`; the model's own name may hold colons and slashes. Undefined for anything else. */
export function parseModelName(name: string): { provider: ProviderName; modelId: string } | undefined {
  const at = name.indexOf(':');
  const provider = PROVIDER_NAMES.find((known) => known === name.slice(0, at));
  const modelId = name.slice(at + 1).trim();
  return provider === undefined || at < 0 || modelId === '' ? undefined : { provider, modelId };
}
