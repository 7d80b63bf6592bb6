import { providerConformance } from './support/provider-conformance.ts';
import { openSandboxPlace } from './support/sandbox-place.ts';

providerConformance('new processes', () => openSandboxPlace());

providerConformance('processes that wait with their browser open', async () => {
  const place = await openSandboxPlace(undefined, true);
  return {
    ...place,
    begin: async (...run) => {
      // A closed provider warms nothing, and says so when it is asked for a sandbox.
      await place.provider.warm().catch(() => undefined);
      return place.begin(...run);
    },
  };
});
