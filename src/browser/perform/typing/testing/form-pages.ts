const page = (title: string, body: string, script = ''): string =>
  `<!doctype html><title>${title}</title><h1>${title}</h1>${body}<p id="sent"></p><script>
    const sent = [];
    const save = () => { sent.push([...document.querySelectorAll('input, textarea, [contenteditable]')].map((one) => one.value ?? one.innerText).join('|')); document.getElementById('sent').textContent = sent.join(' / '); };
    ${script}</script>`;

const BUTTON = '<button type="button" id="save" onclick="save()">Save</button>';
const native = (type: string, more = ''): string =>
  page('Task', `<form onsubmit="event.preventDefault(); save()"><input id="v" type="${type}" ${more}><button>Save</button></form>`);

/** Forms as applications have them. Each shows in #sent what was sent, as `field|field / …`. */
export const FORM_PAGES: Readonly<Record<string, string>> = {
  '/date': native('date', 'value="2026-01-01"'),
  '/time': native('time'),
  '/month': native('month'),
  '/datetime': native('datetime-local'),
  '/number': native('number', 'step="any"'),
  '/whole': native('number'),
  '/slider': native('range', 'min="0" max="100" step="10" value="50"'),
  '/colour': native('color'),
  '/german-amount': page(
    'Rechnung',
    `<label>Betrag <input id="v" inputmode="decimal"></label>${BUTTON}`,
    `v.onblur = () => { const n = Number(v.value.replace(/\\./g, '').replace(',', '.')); v.value = n.toLocaleString('de-DE', { minimumFractionDigits: 2 }) + ' €'; };`,
  ),
  '/date-picker': page(
    'Booking',
    `<label>Arrival <input id="v" placeholder="MM/DD/YYYY"></label>${BUTTON}`,
    `v.onchange = () => { const date = new Date(v.value); v.value = isNaN(date) ? '' : date.toLocaleDateString('en-US', { month: '2-digit', day: '2-digit', year: 'numeric' }); };`,
  ),
  '/phone': page(
    'Contact',
    `<input id="v" type="tel" placeholder="(___) ___-____">${BUTTON}`,
    `v.oninput = () => { const d = v.value.replace(/\\D/g, '').slice(0, 10); v.value = d.length > 6 ? '(' + d.slice(0, 3) + ') ' + d.slice(3, 6) + '-' + d.slice(6) : d; };`,
  ),
  '/card-by-keys': page(
    'Payment',
    `<input id="v" placeholder="Card number">${BUTTON}`,
    `let digits = ''; v.oninput = () => { v.value = digits; };
     v.onkeydown = (event) => { if (event.key === 'Backspace') digits = digits.slice(0, -1); else if (/^\\d$/.test(event.key)) digits += event.key; else return; event.preventDefault(); v.value = digits.replace(/(\\d{4})(?=\\d)/g, '$1 '); };`,
  ),
  '/iban': page(
    'Account',
    `<input id="v">${BUTTON}`,
    `v.oninput = () => { v.value = v.value.replace(/\\s/g, '').toUpperCase().replace(/(.{4})(?=.)/g, '$1 '); };`,
  ),
  '/cents': page(
    'Refund',
    `<input id="v" value="0.00">${BUTTON}`,
    `v.oninput = () => { v.value = (Number(v.value.replace(/\\D/g, '')) / 100).toFixed(2); };`,
  ),
  '/short': page('Account', `<input id="v" maxlength="16">${BUTTON}`),
  '/code': page(
    'Second factor',
    `${Array.from({ length: 6 }, (_, at) => `<input maxlength="1" inputmode="numeric" aria-label="Digit ${at + 1}" ${at === 0 ? 'id="v"' : ''}>`).join('')}${BUTTON}`,
    `const boxes = [...document.querySelectorAll('input')]; boxes.forEach((box, at) => { box.oninput = () => boxes[at + 1]?.focus(); });`,
  ),
  '/quantity': page('Cart', `<input id="v" value="5">${BUTTON}`, `v.onblur = () => { if (!/^[0-9]{1,2}$/.test(v.value)) v.value = '5'; };`),
  '/clamped': page('Cart', `<input id="v"> <input id="note">${BUTTON}`, `v.onblur = () => { if (Number(v.value) > 5) v.value = '5'; };`),
  '/emptied-on-blur': page('Search', `<input id="v">${BUTTON}`, `v.onblur = () => { v.value = ''; };`),
  '/tags': page(
    'Ticket',
    `<div id="box"><input id="v" placeholder="Add a tag"></div>${BUTTON}`,
    `v.onblur = () => { if (v.value === '') return; const chip = document.createElement('span'); chip.innerHTML = '<b></b><i>×</i>'; chip.firstChild.textContent = v.value; box.prepend(chip); v.value = ''; };`,
  ),
  '/add-item': page(
    'List',
    `<input id="v"> <button type="button" id="add" onclick="setTimeout(() => { items.append(v.value + ';'); v.value = ''; }, 20)">Add</button><p id="items"></p>${BUTTON}`,
  ),
  '/rates': page(
    'Exchange',
    `<input id="v"> <input id="other">${BUTTON}`,
    `v.oninput = () => { other.value = Number(v.value) * 2; }; other.oninput = () => { v.value = Number(other.value) / 2; };`,
  ),
  '/controlled': page(
    'Profile',
    `<label>Name <input id="v"></label> <label>City <input id="city"></label>${BUTTON}`,
    // As a framework does whose handlers are attached late: the first typing is not in its state, and drawing restores the state.
    `const state = { v: '', city: '' }; let listening = false; const draw = () => { v.value = state.v; city.value = state.city; };
     document.addEventListener('input', (event) => { if (listening) state[event.target.id] = event.target.value; listening = true; if (event.target === city) draw(); });`,
  ),
  '/hydrated': page(
    'Payment',
    `<div id="root"><label>Name <input name="name"></label> <label>Amount <input name="amount"></label> <button type="button">Pay</button></div>`,
    `const html = root.innerHTML; const hydrate = () => { root.innerHTML = html; root.querySelector('button').onclick = save; };`,
  ),
  '/note': page('Note', `<div id="v" contenteditable role="textbox" aria-label="Note"></div>${BUTTON}`),
  '/message': page('Message', `<textarea id="v"></textarea>${BUTTON}`),
  '/address': page(
    'Delivery',
    `<input id="v" role="combobox" aria-controls="list"><ul id="list" role="listbox"></ul>${BUTTON}`,
    `v.oninput = () => { list.innerHTML = '<li role="option">Berlin</li>'; }; list.onclick = (event) => { v.value = event.target.textContent; list.innerHTML = ''; };`,
  ),
  '/in-frame': page(
    'Frame',
    `<iframe srcdoc="${page('Inside', `<input id=v>${BUTTON}`, `let html = v.outerHTML; const lose = () => { v.outerHTML = html; };`).replaceAll('"', '&quot;')}"></iframe>`,
  ),
  '/keyup-list': page(
    'Assign',
    `<input id="v" aria-label="Customer"><ul id="list"></ul>`,
    `v.onkeyup = () => { list.innerHTML = v.value.length > 2 ? '<li>Ada Lovelace</li>' : ''; }; list.onclick = (event) => { v.value = event.target.textContent; list.innerHTML = ''; save(); };`,
  ),
  '/secret': page(
    'Login',
    `<input id="v"> <input id="p" type="password">${BUTTON}`,
    `v.oninput = p.oninput = ({ target }) => { target.value = target.value.slice(0, 4); };`,
  ),
  '/search-on-input': page('Search', `<input id="v">`, `v.oninput = () => { location.href = '/short'; };`),
};
