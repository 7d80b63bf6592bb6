import type { Page } from 'playwright-core';
import type { Application } from '../outcomes/application.ts';

/** A job in a real application, as a playbook and as the Playwright script that its author would write. */
export interface TimedJob {
  readonly application: 'django-admin' | 'tiddlywiki';
  readonly name: string;
  /** File of the playbook, from the root of the repository. */
  readonly playbook: string;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** Throws if the job is not done at the end. */
  byHand(page: Page, application: Application): Promise<void>;
}

const ORDER = {
  order: 'O-10122',
  customer_email: 'ada.abel0@example.test',
  sku: 'SKU-777',
  quantity: 2,
  unit_price: '12.50',
  tracking_code: 'TRK-1',
};

export const JOBS: readonly TimedJob[] = [
  {
    application: 'django-admin',
    name: 'decide a refund',
    playbook: 'bench/outcomes/playbooks/django-admin/decide_refund.yaml',
    async byHand(page, application) {
      await logInToDjango(page, application);
      await page.goto(`${application.origin}/admin/shop/refund/`);
      await page.locator('#searchbar').fill('R-5003');
      await page.locator('#searchbar').press('Enter');
      await page.waitForURL('**q=R-5003**');
      await page.locator('#result_list').getByRole('link', { name: 'R-5003' }).click();
      await page.getByText('Change refund').first().waitFor();
      await page.getByRole('combobox', { name: 'Status:' }).selectOption({ label: 'Approved' });
      await page.locator('#id_decided_by').fill('Noor');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('was changed successfully').waitFor();
    },
  },
  {
    application: 'django-admin',
    name: 'reassign an order',
    playbook: 'tests/playbooks/shop-admin/reassign_order.yaml',
    parameters: ORDER,
    async byHand(page, application) {
      await logInToDjango(page, application);
      await page.goto(`${application.origin}/admin/shop/order/`);
      await page.locator('#searchbar').fill(ORDER.order);
      await page.locator('#searchbar').press('Enter');
      await page.waitForURL(`**q=${ORDER.order}**`);
      await page.locator('#result_list').getByRole('link', { name: ORDER.order }).click();
      await page.waitForURL('**/change/**');
      await page.locator('.field-customer').getByRole('combobox').click();
      await page.locator('.select2-container--open .select2-search__field').fill(ORDER.customer_email);
      await page.locator('.select2-results__option', { hasText: `<${ORDER.customer_email}>` }).click();
      await page.getByRole('combobox', { name: 'Status:' }).selectOption({ label: 'Shipped' });
      await page.getByRole('textbox', { name: 'Tracking code:' }).fill(ORDER.tracking_code);
      const line = page.locator('tr.dynamic-lines:not(.has_original)').first();
      await line.locator('input[name$="-sku"]').fill(ORDER.sku);
      await line.locator('input[name$="-quantity"]').fill(String(ORDER.quantity));
      await line.locator('input[name$="-unit_price"]').fill(ORDER.unit_price);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.waitForURL('**/admin/shop/order/?**');
      const row = await page.locator(`tr:has(a:text-is("${ORDER.order}"))`).innerText();
      if (!row.includes('Shipped') || !row.includes(ORDER.customer_email)) throw new Error(`the order is not reassigned: ${row}`);
    },
  },
  {
    application: 'tiddlywiki',
    name: 'write a note',
    playbook: 'bench/outcomes/playbooks/tiddlywiki/create_note.yaml',
    async byHand(page, application) {
      await page.goto(`${application.origin}/`);
      await page.getByRole('button', { name: 'new tiddler' }).click();
      await page.locator('input.tc-titlebar').fill('Return policy');
      const editor = page.frameLocator('iframe').locator('textarea[placeholder="Type the text for this tiddler"]');
      await editor.fill('Thirty days.');
      const saved = page.waitForResponse((answer) => answer.url().includes('/tiddlers/Return%20policy') && answer.status() === 204);
      await page.getByRole('button', { name: 'Confirm changes to this tiddler' }).click();
      await saved;
      await page.locator('.tc-tiddler-view-frame[data-tiddler-title="Return policy"]').waitFor();
    },
  },
];

async function logInToDjango(page: Page, { origin, credentials }: Application): Promise<void> {
  await page.goto(`${origin}/admin/login/`);
  await page.locator('#id_username').fill(credentials.username ?? '');
  await page.locator('#id_password').fill(credentials.password ?? '');
  await page.locator('input[type=submit]').click();
  await page.locator('#user-tools').waitFor();
}
