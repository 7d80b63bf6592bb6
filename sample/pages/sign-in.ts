import type { FastifyInstance } from 'fastify';
import { findStaff, type SampleContext, searchOf } from '../web/context.ts';
import { formText } from '../web/forms.ts';
import { type Html, html } from '../web/html.ts';
import { csrfField, plainPage } from '../web/layout.ts';
import { newToken, readCookie, SESSION_COOKIE, sameSecret } from '../web/sessions.ts';

const CSRF_COOKIE = 'sign_in_csrf';
const STAFF_NAME = 'Robin';

/** /login: the only page that opens without a session. A separate cookie protects its form. */
export function signInPages(app: FastifyInstance, context: SampleContext): void {
  app.get('/login', async (request, reply) => {
    const next = localPath(searchOf(request).get('next'));
    if (findStaff(context, request)) return reply.redirect(next, 303);
    const csrf = newToken();
    reply.header('set-cookie', `${CSRF_COOKIE}=${csrf}; Path=/login; HttpOnly; SameSite=Lax`);
    return signInForm({ csrf, next, user: '', message: undefined });
  });

  app.post('/login', async (request, reply) => {
    const csrf = readCookie(request.headers.cookie, CSRF_COOKIE);
    const next = localPath(formText(request.body, 'next'));
    const user = formText(request.body, 'username');
    const again = (message: string) => signInForm({ csrf: csrf ?? '', next, user, message });
    if (!csrf || !sameSecret(formText(request.body, '_csrf'), csrf)) {
      return reply.code(403).send(again('The page was open for too long. Reload it and try again.'));
    }
    const known = user.toLowerCase() === context.user && sameSecret(formText(request.body, 'password'), context.password);
    if (!known) return reply.code(401).send(again('Wrong email or password.'));
    const session = context.sessions.open(STAFF_NAME);
    reply.header('set-cookie', `${SESSION_COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax`);
    return reply.redirect(next, 303);
  });
}

function signInForm(form: { csrf: string; next: string; user: string; message: string | undefined }): Html {
  return plainPage(
    'Sign in',
    html`<main class="sign-in">
  <form class="card" method="post" action="/login">
    <h1><span class="brand-mark" aria-hidden="true">F</span> Fernway</h1>
    <p class="muted">Sign in to the back office</p>
    ${form.message && html`<div class="message error" role="alert">${form.message}</div>`}
    ${csrfField(form)}
    <input type="hidden" name="next" value="${form.next}">
    <label for="username">Email</label>
    <input id="username" name="username" type="email" autocomplete="username" required value="${form.user}">
    <label for="password">Password</label>
    <input id="password" name="password" type="password" autocomplete="current-password" required>
    <button class="primary" type="submit">Sign in</button>
  </form>
</main>`,
  );
}

/** A path on this server. Anything that a browser could take for another host becomes the start page. */
function localPath(next: string | null): string {
  return next && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/orders';
}
