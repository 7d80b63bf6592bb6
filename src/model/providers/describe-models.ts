import { PROVIDERS, parseModelName } from './providers.ts';

/** What `rote doctor` reports about models: names of models and variables, never the value of a key. */
export interface ModelsDescription {
  /** `provider:model` as configured, or null. */
  primary: string | null;
  utility: string | null;
  keys: { provider: string; variable: string; set: boolean }[];
  /** Every variable that can matter to a model: keys and addresses of all providers. */
  variables: string[];
  /** Why the configured models cannot be used, one sentence each. Empty: ready. */
  problems: string[];
}

export function describeModels(env: Readonly<Record<string, string | undefined>>): ModelsDescription {
  const isSet = (variable: string) => (env[variable] ?? '').trim() !== '';
  const named = (variable: string) => (isSet(variable) ? env[variable]!.trim() : null);
  const primary = named('ROTE_MODEL');
  const utility = named('ROTE_UTILITY_MODEL') ?? primary;
  const models = new Set([primary, utility].filter((name) => name !== null));
  return {
    primary,
    utility,
    keys: Object.entries(PROVIDERS).flatMap(([provider, { keyVariables }]) =>
      keyVariables.map((variable) => ({ provider, variable, set: isSet(variable) })),
    ),
    variables: Object.values(PROVIDERS).flatMap(({ keyVariables, urlVariable }) => [...keyVariables, urlVariable]),
    problems: primary === null ? ['no model is set (ROTE_MODEL): playbooks run, the agent does not'] : [...models].flatMap(problemsOf),
  };

  function problemsOf(model: string): string[] {
    const parsed = parseModelName(model);
    if (parsed === undefined) return [`"${model}" is not provider:model with one of ${Object.keys(PROVIDERS).join(', ')}`];
    const { keyRequired, keyVariables, urlRequired, urlVariable } = PROVIDERS[parsed.provider];
    return [
      ...(keyRequired && !keyVariables.some(isSet) ? [`${model} needs ${keyVariables.join(' or ')}`] : []),
      ...(urlRequired && !isSet(urlVariable) ? [`${model} needs ${urlVariable}`] : []),
    ];
  }
}
