export { type FinishedFolder, readFinishedFolder } from './finished-folder.ts';
export { createSandboxProvider } from './provider/create-sandbox-provider.ts';
export { type Reaped, reapOrphans } from './reap-orphans.ts';
export { type AssumedEnd, completeRunFolder } from './recover-folder.ts';
export type { Sandbox, SandboxExit, SandboxLimits, SandboxProvider, SandboxProviderOptions } from './sandbox-types.ts';
