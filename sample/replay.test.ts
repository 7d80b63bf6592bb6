import { describe, expect, it } from 'vitest';
import { BUNDLED_PLAYBOOKS } from '../tests/support/run-here.ts';
import { useSample } from '../tests/support/use-sample.ts';

const shop = useSample({ playbooks: BUNDLED_PLAYBOOKS });

const replay = async (directive: string) => (await shop.run({ directive })).report;

/** Where the sample's pages are difficult; tests/bundled-playbooks.test.ts covers the ordinary cases. */
describe('the bundled playbooks', () => {
  it('read a customer in the frame and in the shadow root', async () => {
    const customer = shop.sample.store.customer(508);
    const report = await replay(`Look up customer ${customer?.name}`);
    expect(report, JSON.stringify(report.step_results, null, 1)).toMatchObject({ status: 'completed', playbook: 'lookup_customer' });
    expect(report.data.report_line).toContain(customer?.country);
    expect(report.data.contact).toContain(customer?.phone);
  });

  it('report why a shipped order is not cancelled', async () => {
    const report = await replay('Cancel order #10235');
    expect(report).toMatchObject({ status: 'failed', ledger: [] });
    expect(report.summary).toContain('Order 10235 cannot be cancelled: it may have shipped already, or be cancelled.');
    expect(shop.sample.store.order(10235)).toMatchObject({ status: 'shipped', requests: { cancel: 0 } });
  });

  it('do not claim a refund that the form refused', async () => {
    const report = await replay('Refund €99999 of order #10237');
    expect(report.status).toBe('failed');
    expect(report.summary).toContain('The refund for order 10237 was not confirmed');
    expect(shop.sample.store.order(10237)?.requests.refund).toBe(0);
  });
});
