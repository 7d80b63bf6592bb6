import { RoteError } from '../../contract/index.ts';

export type ParameterValues = Record<string, string | number | boolean>;

/** The values of --params (JSON), overridden by each --param name=value. */
export function readParameters(pairs: readonly string[], json: string | undefined): ParameterValues {
  const values: ParameterValues = json === undefined ? {} : parseJson(json);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new RoteError('VALIDATION_FAILED', `--param ${pair} has no name: write --param name=value.`);
    values[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return values;
}

function parseJson(json: string): ParameterValues {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (cause) {
    throw new RoteError('VALIDATION_FAILED', `--params is not JSON: write --params '{"name": "value"}'.`, { cause });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new RoteError('VALIDATION_FAILED', `--params must be an object: write --params '{"name": "value"}'.`);
  }
  const values: ParameterValues = {};
  for (const [name, value] of Object.entries(content)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new RoteError('VALIDATION_FAILED', `--params: "${name}" must be a string, a number, true or false.`);
    }
    values[name] = value;
  }
  return values;
}
