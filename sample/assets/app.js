// Runs while the head is parsed, so the token is in place before any script reads it.
const config = document.getElementById('app-config');
if (config) localStorage.setItem('fernway.api_token', JSON.parse(config.textContent).apiToken);

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens]');
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  if (event.target.closest('[data-closes]')) event.target.closest('dialog').close();
});

document.addEventListener('submit', (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
