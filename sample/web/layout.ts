import type { OrderStatus } from '../store/types.ts';
import { type Html, html } from './html.ts';
import type { Flash, StaffSession } from './sessions.ts';

type Section = 'orders' | 'refunds' | 'customers' | 'reports';

const SECTIONS: readonly { key: Section; path: string; label: string; icon: string }[] = [
  { key: 'orders', path: '/orders', label: 'Orders', icon: 'M4 7l8-4 8 4v10l-8 4-8-4zM4 7l8 4 8-4M12 11v10' },
  { key: 'refunds', path: '/refunds', label: 'Refunds', icon: 'M4 9h11a5 5 0 010 10H8M4 9l4-4M4 9l4 4' },
  { key: 'customers', path: '/customers', label: 'Customers', icon: 'M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c1-4 4-6 8-6s7 2 8 6' },
  { key: 'reports', path: '/reports/customers', label: 'Customer report', icon: 'M5 20V10M12 20V4M19 20v-7' },
];

/** A page for a signed-in user: navigation at the side, the message of the last action at the top. */
export function staffPage(staff: StaffSession, apiToken: string, page: { title: string; section: Section; content: Html }): Html {
  const flash = staff.flash;
  staff.flash = undefined;
  return documentPage(
    page.title,
    html`<div class="shell">
  <aside class="sidebar">
    <a class="brand" href="/orders"><span class="brand-mark" aria-hidden="true">F</span> Fernway <small>Back office</small></a>
    <nav aria-label="Main">
      ${SECTIONS.map(
        (section) => html`<a class="nav-link" href="${section.path}"${section.key === page.section && html` aria-current="page"`}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="${section.icon}"/></svg>${section.label}</a>`,
      )}
    </nav>
    <div class="account">
      <span class="avatar" aria-hidden="true">${staff.name.slice(0, 1)}</span>
      <span>Signed in as <strong>${staff.name}</strong></span>
      <form method="post" action="/logout">${csrfField(staff)}<button class="link" type="submit">Sign out</button></form>
    </div>
  </aside>
  <main class="content">
    ${flash && flashMessage(flash)}
    ${page.content}
  </main>
</div>`,
    html`<script type="application/json" id="app-config">{"apiToken":"${apiToken}"}</script>
<script src="/assets/app.js"></script>`,
  );
}

/** A page without navigation: sign-in, errors, invoices and frames. */
export function plainPage(title: string, content: Html): Html {
  return documentPage(title, content, html``);
}

function documentPage(title: string, body: Html, head: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Fernway back office</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/frame.css">
<link rel="stylesheet" href="/assets/parts.css">
${head}
</head>
<body>
${body}
</body>
</html>`;
}

export function csrfField(holder: Pick<StaffSession, 'csrf'>): Html {
  return html`<input type="hidden" name="_csrf" value="${holder.csrf}">`;
}

export function statusBadge(status: OrderStatus): Html {
  return html`<span class="badge badge-${status}">${status.slice(0, 1).toUpperCase()}${status.slice(1)}</span>`;
}

function flashMessage(flash: Flash): Html {
  return flash.kind === 'success'
    ? html`<div class="message success" role="status">${flash.text}</div>`
    : html`<div class="message error" role="alert">${flash.text}</div>`;
}
