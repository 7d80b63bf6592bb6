import { type Action, aimOf, traitsOf } from '../../actions/index.ts';
import type { Deadline } from '../../base/index.ts';
import { type BrowserSession, describeElement, frameUrlOf } from '../../browser/index.ts';
import { actionFailure, RoteError } from '../../contract/index.ts';
import { Secret } from '../../secrets/index.ts';

interface CredentialGuardDeps {
  session: BrowserSession;
  /** Origins at which a credential may be typed or sent; empty = nowhere. */
  credentialOrigins: ReadonlySet<string>;
}

/**
 * An agent types a secret into password fields only: in a search box it would end up in an address, in a note it would be shown to others.
 * Throws GUARDRAIL_BLOCKED.
 */
export async function guardField(session: BrowserSession, selector: string | undefined, deadline: Deadline): Promise<void> {
  const element = selector !== undefined ? await describeElement(session, selector, deadline) : undefined;
  if (element?.type === 'password') return;
  throw new RoteError(
    'GUARDRAIL_BLOCKED',
    `A secret may be typed into a password field only, and ${selector !== undefined ? `"${selector}"` : 'the place where the focus is'} is none.`,
    { failure: actionFailure('refused'), details: { rule: 'credential_field' } },
  );
}

/**
 * A credential is typed or sent only at the origins the run was given for it (start_url, login_url). A page or a frame elsewhere that asks for
 * the password, an address elsewhere that would carry it, or text that talks an agent into typing it, gets nothing. Throws GUARDRAIL_BLOCKED.
 */
export async function guardOrigin(deps: CredentialGuardDeps, action: Action, deadline: Deadline): Promise<void> {
  for (const target of await targetsOf(deps.session, action, deadline)) {
    const origin = URL.canParse(target) ? new URL(target).origin : target;
    if (deps.credentialOrigins.has(origin)) continue;
    throw new RoteError(
      'GUARDRAIL_BLOCKED',
      `A credential may not be used at ${origin || 'an empty page'}: it belongs to ${[...deps.credentialOrigins].join(', ') || 'no origin of this run (give --start-url)'}.`,
      { details: { rule: 'credential_origin' } },
    );
  }
}

/** Who would learn it: the server that is asked, or the page and the frame in which it is typed. */
async function targetsOf(session: BrowserSession, action: Action, deadline: Deadline): Promise<string[]> {
  const page = session.currentUrl();
  const { url, selector } = aimOf(action);
  if (url !== undefined && traitsOf(action.action).destination !== 'none') {
    const asked = url instanceof Secret ? url.reveal() : url;
    return [URL.parse(asked, page)?.href ?? 'an address that cannot be read'];
  }
  return selector !== undefined ? [page, await frameUrlOf(session, selector, deadline)] : [page];
}
