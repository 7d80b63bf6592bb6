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
 * An agent may type a secret only into a password field: from a search box it would end up in an address, from a note
 * others would read it. Throws GUARDRAIL_BLOCKED.
 */
export async function guardField(session: BrowserSession, selector: string | undefined, deadline: Deadline): Promise<void> {
  const element = selector === undefined ? undefined : await describeElement(session, selector, deadline);
  if (element?.type === 'password') return;
  const place = selector === undefined ? 'the place where the focus is' : `"${selector}"`;
  throw new RoteError('GUARDRAIL_BLOCKED', `A secret may be typed only into a password field, and ${place} is not one.`, {
    failure: actionFailure('refused'),
    details: { rule: 'credential_field' },
  });
}

/**
 * A credential is typed or sent only at the origins that the run was given for it (start_url, login_url). Pages and
 * frames elsewhere that ask for the password, addresses elsewhere that would carry it, and text that talks an agent
 * into typing it get nothing. Throws GUARDRAIL_BLOCKED.
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

/** Who would learn the secret: the server that is asked, or the page and the frame in which it is typed. */
async function targetsOf(session: BrowserSession, action: Action, deadline: Deadline): Promise<string[]> {
  const page = session.currentUrl();
  const { url, selector } = aimOf(action);
  if (url !== undefined && traitsOf(action.action).destination !== 'none') {
    const asked = url instanceof Secret ? url.reveal() : url;
    return [URL.parse(asked, page)?.href ?? 'an address that cannot be read'];
  }
  return selector !== undefined ? [page, await frameUrlOf(session, selector, deadline)] : [page];
}
