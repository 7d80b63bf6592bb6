export { type BoundPlaybook, type BoundStep, bindPlaybook, bindStep, bindText } from './bind.ts';
export { type MatchCandidate, matchPlaybook, type PlaybookMatch } from './match.ts';
export { type ExtractedParameters, extractParameters } from './parameters.ts';
export { type ParsedPlaybook, parsePlaybook } from './parse.ts';
export { type BindProblem, formatProblem, type PlaybookProblem } from './problem.ts';
export { type Auth, type Capture, type Parameter, type Playbook, playbookSchema } from './schema.ts';
export { credentialNames, resolveSecrets } from './secrets.ts';
export type { ApiRequest, SelectorChain, Step, Verify } from './step-schema.ts';
