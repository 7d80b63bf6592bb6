const page = (title: string, body: string): string =>
  `<!doctype html><html lang=en><meta charset=utf-8><title>${title}</title><style>body{font:15px sans-serif;margin:20px}td,th{padding:4px 10px;border:1px solid #ccc}.card{border:1px solid #ddd;margin:4px;padding:6px}</style>${body}`;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

const NAV = `<nav aria-label=Main>${['Orders', 'Customers', 'Refunds', 'Reports', 'Settings'].map((name) => `<a href="/${name.toLowerCase()}">${name}</a> `).join('')}</nav>`;
const FIRST = ['Ada', 'Bela', 'Carla', 'Deniz', 'Edda'];
const LAST = ['Fischer', 'Costa', 'Almeida', 'Lehmann', 'Novak', 'Duval', 'Iversen'];
const person = (i: number): string => `${FIRST[i % 5]} ${LAST[i % 7]}`;
const state = (i: number): string => ['Paid', 'Packed', 'Shipped', 'Open'][i % 4] as string;

const FIELDS = [
  'First name',
  'Last name',
  'Company',
  'Street',
  'House number',
  'Postal code',
  'City',
  'State',
  'Phone',
  'Mobile',
  'Email',
  'Website',
  'VAT number',
  'IBAN',
  'Discount',
  'Credit limit',
  'Birthday',
  'Notes',
];

/** The pages of the bench by name. Pages that start with `part-` are frames in other pages. */
export function benchPages(port: number): Record<string, string> {
  const form = [
    ...FIELDS.map(
      (label, i) =>
        `<p><label for=f${i}>${label}</label> <input id=f${i} name=f${i} ${i < 3 ? 'required' : ''} value="${i % 3 === 0 ? `value ${i}` : ''}"></p>`,
    ),
    `<p><label>Country <select>${['Austria', 'Belgium', 'Chile', 'Denmark', 'Estonia', 'France', 'Ghana', 'Hungary', 'Italy'].map((name) => `<option>${name}`).join('')}</select></label></p>`,
    '<p><label>Language <select><option>English<option>German<option>French</select></label></p>',
    '<p><label><input type=checkbox checked> Newsletter</label></p><p><label><input type=checkbox> VIP</label></p>',
    '<fieldset><legend>Payment</legend><label><input type=radio name=p checked> Invoice</label><label><input type=radio name=p> Card</label></fieldset>',
  ].join('');
  const row = (i: number) =>
    `<tr><td><input type=checkbox aria-label="Select order ${1000 + i}"><td><a href="/orders/${i}">#${1000 + i}</a><td>${person(i)}<td>2026-02-${10 + (i % 18)}<td>${state(i)}<td>${(i * 17.35).toFixed(2)}<td><button>Edit</button> <button>Cancel</button></tr>`;
  const inner = (name: string) => `<label>${name} number <input></label><button>Check ${name}</button><my-part></my-part>${DEFINE}`;
  return {
    login: page(
      'Sign in',
      '<h1>Sign in</h1><form><p><label>Email <input type=email required></label></p><p><label>Password <input type=password required></label></p><p><label><input type=checkbox> Keep me signed in</label></p><button>Sign in</button> <a href="/forgot">Forgot your password?</a></form>',
    ),
    'form with 24 fields': page(
      'Edit customer',
      `<h1>Edit customer</h1><form>${form}<button>Save</button> <button type=button>Discard</button></form>`,
    ),
    'table with 50 rows': page(
      'Orders',
      `${NAV}<h1>Orders</h1><form><label>Search <input type=search></label> <label>Status <select><option>Any<option>Paid<option>Open</select></label> <button>Search</button></form><table><thead><tr><th><input type=checkbox aria-label="Select all"><th><a href="?o=1">Order</a><th><a href="?o=2">Customer</a><th>Date<th>Status<th>Total<th>Do</tr></thead><tbody>${times(50, row).join('')}</tbody></table>`,
    ),
    '300 elements': page(
      'Catalogue',
      `${NAV}<h1>Catalogue</h1>${times(98, (i) => `<div class=card id=c${i}><h3>Lamp ${i} ${person(i)}</h3><p>Dimmable, ${400 + i} lm, ${(i * 3.1).toFixed(2)} EUR</p><a href="/lamps/${i}">Details</a> <button>Add to cart</button> <button>Remember</button></div>`).join('')}`,
    ),
    '2,000 elements': page(
      'Everything',
      `${NAV}<h1>Everything</h1>${times(20, (s) => `<section aria-label="Part ${s}"><h2>Part ${s}</h2>${times(100, (i) => `<span><a href="/x/${s}/${i}">Item ${s}-${i}</a></span> `).join('')}</section>`).join('')}`,
    ),
    '3 frames and shadow roots': page(
      'Checkout',
      `<h1>Checkout</h1>${inner('Order')}<iframe title=Card src="/part-card"></iframe><iframe title=Voucher src="http://localhost:${port}/part-voucher"></iframe><iframe title=Help srcdoc="<p>Help</p><button>Ask</button>"></iframe>`,
    ),
    'part-card': page('Card', `${inner('Card')}<button>Pay</button>`),
    'part-voucher': page('Voucher', inner('Voucher')),
  };
}

const DEFINE = `<script>customElements.define('my-part', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<p>In the shadow</p><button>Shadow action</button><my-leaf></my-leaf>'; } });
customElements.define('my-leaf', class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: 'open' }).innerHTML = '<label>Leaf <input></label>'; } });</script>`;
