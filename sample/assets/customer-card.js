/** <customer-card>: contact data and the VIP switch of a customer, in an open shadow root. */
class CustomerCard extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: 'open' });
    root.innerHTML = `
      <style>
        :host { display: block; background: #fff; border: 1px solid #e2e7e2; border-radius: 12px; padding: 20px 22px; }
        h2 { font-size: 15px; margin: 0 0 14px; }
        dl { display: grid; grid-template-columns: auto 1fr; gap: 8px 12px; margin: 0 0 18px; font-size: 13.5px; }
        dt { color: #5f6d66; } dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
        button { font: inherit; font-size: 14px; font-weight: 550; padding: 8px 14px; border-radius: 8px; border: 1px solid #cbd4cd; background: #fff; cursor: pointer; }
        button:hover { background: #f2f5f2; }
        .vip { display: inline-block; background: #fdf0d2; color: #7a5200; border-radius: 99px; padding: 1px 9px; font-size: 12px; margin-left: 6px; }
        p { font-size: 13px; color: #1f6b4f; margin: 10px 0 0; min-height: 1.3em; }
      </style>
      <section aria-labelledby="title">
        <h2 id="title">Contact <span class="vip" hidden>VIP</span></h2>
        <dl><dt>Email</dt><dd class="email"></dd><dt>Phone</dt><dd class="phone"></dd><dt>City</dt><dd class="city"></dd><dt>Spent</dt><dd class="spent"></dd></dl>
        <button type="button"></button>
        <p role="status"></p>
      </section>`;
    for (const name of ['email', 'phone', 'city', 'spent']) root.querySelector(`.${name}`).textContent = this.getAttribute(name);
    root.querySelector('button').addEventListener('click', () => this.toggleVip());
    this.showVip();
  }

  showVip() {
    const vip = this.getAttribute('vip') === 'yes';
    this.shadowRoot.querySelector('.vip').hidden = !vip;
    this.shadowRoot.querySelector('button').textContent = vip ? 'Remove VIP status' : 'Mark as VIP';
  }

  async toggleVip() {
    const vip = this.getAttribute('vip') === 'yes' ? 'no' : 'yes';
    const status = this.shadowRoot.querySelector('[role=status]');
    status.textContent = 'Saving…';
    const response = await fetch(`/customers/${this.getAttribute('customer-id')}/vip`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-csrf-token': this.getAttribute('csrf') },
      body: new URLSearchParams({ vip }),
    });
    if (response.ok) {
      this.setAttribute('vip', vip);
      this.showVip();
    }
    status.textContent = response.ok ? 'Saved.' : 'Not saved. Please try again.';
  }
}

customElements.define('customer-card', CustomerCard);
