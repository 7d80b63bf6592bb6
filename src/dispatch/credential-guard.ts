import type { BrowserSession } from '../browser/index.ts';
import { RoteError } from '../contract/errors.ts';

export interface AgentCredentials {
  origins: ReadonlySet<string>;
}

/**
 * A credential is typed or sent only at the origins the run was given for it (start_url, login_url). A page elsewhere that asks for the
 * password, or text that talks an agent into typing it, gets nothing. Throws GUARDRAIL_BLOCKED.
 */
export function guardCredentials(
  parts: { session: BrowserSession; credentialOrigins: ReadonlySet<string> },
  action: string,
  url: string | undefined,
): void {
  const target = action === 'api_request' && url !== undefined ? url : parts.session.currentUrl();
  const origin = URL.canParse(target) ? new URL(target).origin : target;
  if (parts.credentialOrigins.has(origin)) return;
  throw new RoteError(
    'GUARDRAIL_BLOCKED',
    `A credential may not be used at ${origin || 'an empty page'}: it belongs to ${[...parts.credentialOrigins].join(', ') || 'no origin of this run (give --start-url)'}.`,
    { details: { rule: 'credential_origin' } },
  );
}
