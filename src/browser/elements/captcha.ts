import type { Frame, Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { askDocument, askElement } from '../page-world/bridge/ask.ts';
import { untraced } from '../playwright/untraced.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../session/page-session.ts';
import { nextChange } from '../settling/next-change.ts';
import { pageName } from './resolving/explain-matches.ts';

export interface Captcha {
  kind: 'cloudflare' | 'recaptcha' | 'hcaptcha';
  /** Shown instead of the page (interstitial) or inside it (widget). */
  form: 'interstitial' | 'widget';
  /** One sentence that says which challenge is on which page. */
  message: string;
}

/** How long to wait for a challenge to disappear, in ms. */
export type CaptchaBounds = Record<Captcha['kind'], number>;

/** A page that does not answer within this time, because a script keeps it busy, counts as one without a challenge. */
const LOOK_WITHIN_MS = 3_000;

const defaultBounds: CaptchaBounds = { cloudflare: 30_000, recaptcha: 5_000, hcaptcha: 5_000 };

const names: Record<Captcha['kind'], string> = { cloudflare: 'Cloudflare', recaptcha: 'reCAPTCHA', hcaptcha: 'hCaptcha' };

type Suspicion = Pick<Captcha, 'kind'> & { frame: Frame };

/** Judges a frame by its address. Invisible variants, such as the badge of reCAPTCHA v3, are not challenges. */
function suspect(frame: Frame): Suspicion | undefined {
  const text = frame.url();
  if (!text.startsWith('http') || !URL.canParse(text)) return undefined;
  const { hostname, pathname, searchParams, hash } = new URL(text);
  const isHost = (domain: string) => hostname === domain || hostname.endsWith(`.${domain}`);
  if (isHost('challenges.cloudflare.com')) return { kind: 'cloudflare', frame };
  if ((isHost('google.com') || isHost('recaptcha.net')) && pathname.startsWith('/recaptcha/')) {
    const invisible = pathname.endsWith('/anchor') && searchParams.get('size') === 'invisible';
    return invisible || pathname.endsWith('/aframe') ? undefined : { kind: 'recaptcha', frame };
  }
  if (isHost('hcaptcha.com') && /frame=(checkbox|challenge)(&|$)/.test(hash)) return { kind: 'hcaptcha', frame };
  return undefined;
}

/** What is known of the current document: it is searched for interstitials once, its frames each time. */
const asked = new WeakMap<BrowserSession, { documents: number; waited: boolean }>();

async function isShown(frame: Frame, deadline: Deadline): Promise<boolean> {
  const element = await deadline.race(untraced(frame, () => frame.frameElement()));
  return askElement(element, 'isFrameShown', undefined, deadline);
}

async function detectWidget(page: Page, deadline: Deadline): Promise<Captcha['kind'] | undefined> {
  const suspects = page.frames().flatMap((frame) => suspect(frame) ?? []);
  if (suspects.length === 0) return undefined;
  const answers = await askDocument(page, 'readAnswers', undefined, deadline);
  for (const { kind, frame } of suspects) {
    if (answers[kind]) continue;
    if (await isShown(frame, deadline)) return kind;
  }
  return undefined;
}

/** `replaced`: the page was replaced during the search, so nothing is known. */
async function look(session: PageSession, deadline: Deadline, askPage: boolean): Promise<Captcha | undefined | 'replaced'> {
  const page = session.page();
  using own = deadline.within(LOOK_WITHIN_MS, 'a look for challenges');
  try {
    const instead = askPage ? await askDocument(page, 'readInterstitial', undefined, own) : undefined;
    const kind = instead ?? (await detectWidget(page, own));
    if (kind === undefined) return undefined;
    const form = instead === undefined ? 'widget' : 'interstitial';
    const what = form === 'widget' ? `A ${names[kind]} challenge is on` : `A ${names[kind]} check is shown before`;
    return { kind, form, message: `${what} ${pageName(session)}.` };
  } catch (error) {
    deadline.throwIfEnded();
    session.page();
    deadline.log.debug('the page could not be searched for challenges', { error: errorMessage(error) });
    return own.signal.aborted ? undefined : 'replaced';
  }
}

/**
 * The challenge that this page shows, if any. Costs nothing on a page without frames of a captcha service, except for
 * one short call after a navigation.
 */
export async function detectCaptcha(session: BrowserSession, deadline: Deadline): Promise<Captcha | undefined> {
  assertPageSession(session);
  const isNew = asked.get(session)?.documents !== session.documents();
  const hasSuspects = session
    .page()
    .frames()
    .some((frame) => suspect(frame) !== undefined);
  const found = await look(session, deadline, isNew || hasSuspects);
  return found === 'replaced' ? undefined : found;
}

/**
 * Waits for a challenge to disappear, once per document and bounded by kind; never solves one. Returns undefined when
 * there is none, otherwise whether it disappeared and the message to put before an action's text.
 */
export async function waitForCaptcha(
  session: BrowserSession,
  deadline: Deadline,
  bounds: Partial<CaptchaBounds> = {},
): Promise<{ captcha: Captcha; gone: boolean; message: string } | undefined> {
  assertPageSession(session);
  const before = asked.get(session);
  const captcha = await detectCaptcha(session, deadline);
  const documents = session.documents();
  const waited = before?.documents === documents && before.waited;
  asked.set(session, { documents, waited: waited || captcha !== undefined });
  if (captcha === undefined) return undefined;
  const boundMs = waited ? 0 : (bounds[captcha.kind] ?? defaultBounds[captcha.kind]);
  using own = deadline.within(boundMs, 'a challenge to go away');
  try {
    let now: Awaited<ReturnType<typeof look>> = captcha;
    while (now !== undefined) {
      own.throwIfEnded();
      await nextChange(session, own);
      now = await look(session, own, true);
    }
    if (now === undefined) return { captcha, gone: true, message: `${captcha.message} It has disappeared.` };
  } catch (error) {
    if (deadline.signal.aborted || !own.signal.aborted) throw error;
  } finally {
    asked.set(session, { documents: session.documents(), waited: true });
  }
  return { captcha, gone: false, message: `${captcha.message} It is still there: a person has to solve it.` };
}
