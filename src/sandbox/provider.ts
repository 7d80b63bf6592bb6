import type { SandboxProvider, SandboxProviderParts } from './sandbox-types.ts';

/** The provider that makes a process of this machine a run. */
export function createSandboxProvider(_parts: SandboxProviderParts): SandboxProvider {
  throw new Error('not there yet');
}
