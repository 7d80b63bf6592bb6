import { describeModels } from '../../model/index.ts';

const PREFIXES = ['ROTE_MODEL', 'ROTE_UTILITY_MODEL', 'ROTE_PRICES', 'ROTE_LOG'];

/** The variables of this process that sandboxes get, over stdin: models with their keys and addresses. */
export function sandboxSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const models = new Set(describeModels(env).variables);
  const wanted = (name: string) => models.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0])));
}
