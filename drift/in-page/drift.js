// The behaviour of what drifts add to a page. Listeners are on the document, so parts that the application's scripts add later work too.
const closest = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

function setOpen(toggle, box, open) {
  box.classList.toggle('drift-closed', !open);
  toggle.setAttribute('aria-expanded', String(open));
}

document.addEventListener('click', (event) => {
  const toggle = closest(event, '[data-drift-menu]');
  for (const other of document.querySelectorAll('[data-drift-menu]')) {
    if (other === toggle) setOpen(other, other.nextElementSibling, other.getAttribute('aria-expanded') !== 'true');
    else if (!other.parentElement.contains(event.target)) setOpen(other, other.nextElementSibling, false);
  }
});

document.addEventListener('click', (event) => {
  closest(event, '[data-drift-dialog]')?.nextElementSibling.showModal();
  closest(event, '[data-drift-close]')?.closest('dialog').close();
});

document.addEventListener('click', (event) => {
  const tab = closest(event, '[data-drift-tab]');
  if (!tab) return;
  for (const one of tab.parentElement.children) {
    const isOpen = one === tab;
    one.setAttribute('aria-selected', String(isOpen));
    document.querySelector(`[data-drift-panel="${one.dataset.driftTab}"]`).classList.toggle('drift-closed', !isOpen);
  }
});

document.addEventListener('click', (event) => {
  const choice = closest(event, '[data-drift-consent]');
  if (!choice) return;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not available on plain HTTP.
  document.cookie = `${choice.dataset.driftConsent}=given; path=/`;
  choice.closest('.drift-consent').remove();
});

// A list box: the select behind it holds the value.
document.addEventListener('click', (event) => {
  const head = closest(event, '[data-drift-combobox]');
  for (const other of document.querySelectorAll('[data-drift-combobox]')) {
    setOpen(other, other.nextElementSibling, other === head && other.getAttribute('aria-expanded') !== 'true');
  }
  const entry = closest(event, '[data-drift-value]');
  if (!entry) return;
  const box = entry.closest('.drift-listbox');
  const select = box.previousElementSibling;
  select.value = entry.dataset.driftValue;
  box.querySelector('[data-drift-combobox]').textContent = entry.textContent;
  select.dispatchEvent(new Event('change', { bubbles: true }));
});

document.addEventListener('keydown', (event) => {
  const head = closest(event, '[data-drift-combobox]');
  if (head && (event.key === 'Enter' || event.key === ' ')) {
    event.preventDefault();
    head.click();
  }
});

// An editable box: the input behind it holds the value.
document.addEventListener('input', (event) => {
  const box = closest(event, '[data-drift-text]');
  if (!box) return;
  box.previousElementSibling.value = box.textContent;
  box.previousElementSibling.dispatchEvent(new Event('change', { bubbles: true }));
});

document.addEventListener('keydown', (event) => {
  const box = closest(event, '[data-drift-text]');
  if (!box || event.key !== 'Enter') return;
  event.preventDefault();
  box.previousElementSibling.form?.requestSubmit();
});
