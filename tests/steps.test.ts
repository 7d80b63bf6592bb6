import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from './support/pages.ts';
import { openTestPlace, type TestPlace } from './support/run-here.ts';

const QUIET = { trace: false, screenshots: false };

describe('how a step ends', () => {
  let pages: Pages;
  let place: TestPlace;
  let asked = 0;

  beforeAll(async () => {
    place = await openTestPlace();
    pages = await servePages({
      '/': '<h1>Start</h1>',
      '/slow-once': (_request, response) => {
        asked += 1;
        // The first visit never gets an answer.
        if (asked > 1) response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Here</h1>');
      },
      // The one before Rote looks at the page that was opened, the other while it does something else.
      '/hangs-at-once': '<h1>Busy</h1><script>onload = () => setTimeout(() => { for (;;); })</script>',
      '/hangs-later': '<h1>Busy</h1><script>onload = () => setTimeout(() => { for (;;); }, 600)</script>',
      '/passes': '<h1>Order 7</h1><button onclick="setTimeout(() => { location.href = \'/list\' }, 300)">Save</button>',
      '/list': '<h1>All orders</h1><p>Order 6 is saved</p>',
      '/pay': '<h1>Pay</h1><form method="post" action="/paid"><label>IBAN <input required></label><button>Pay</button></form>',
      '/refunds': '<h1>Refunds</h1><a href="/refund">R-5003</a>',
      '/refund':
        '<h1>Return R-5003</h1><button id="on">Approve</button><div style="position:fixed;inset:0;background:#fff">We use cookies</div>',
    });
  });
  afterAll(async () => {
    await pages.close();
    await place.remove();
  });

  const run = async (steps: string, timeoutSeconds = 60) => {
    await place.playbook('job', `id: job\nname: Job\nguardrails: { enable_llm_action_check: false }\nsteps:\n${steps}`);
    return place.run({ directive: 'go', playbook: 'job', start_url: pages.url('/'), recording: QUIET, timeout_seconds: timeoutSeconds });
  };

  test('a step whose own time is over is tried once more, like any other that failed', async () => {
    const { report } = await run(`  - { action: goto, params: { url: '{base_url}/slow-once' }, timeout_ms: 4000 }`);
    expect(report.step_results).toEqual([expect.objectContaining({ status: 'ok', attempts: 2 })]);
    expect(report.status).toBe('completed');
  });

  test('a step whose own time is over both times is handed over', async () => {
    const { report, events } = await run(`  - { action: goto, params: { url: '{base_url}/never' }, timeout_ms: 1 }`);
    expect(report.step_results).toEqual([expect.objectContaining({ status: 'failed', attempts: 2 })]);
    expect(report.error).toMatchObject({ code: 'TIMEOUT' });
    expect(events.filter((event) => event.type === 'handoff')).toHaveLength(1);
  });

  test.each(['/hangs-at-once', '/hangs-later'])('a page that hangs when a step fails does not hold the run up: %s', async (path) => {
    const { report, events } = await run(
      `  - { action: goto, params: { url: '{base_url}${path}' } }
  - action: api_request
    request: { url: '{base_url}/list' }
    effect: write
    verify: { expect_text_on_page: never, timeout_ms: 300 }`,
      200,
    );
    expect(report.status).toBe('failed');
    expect(events.some((event) => event.type === 'handoff')).toBe(true);
  });

  test('what a step expects has to hold together, not one after the other', async () => {
    const { report } = await run(`  - { action: goto, params: { url: '{base_url}/passes' } }
  - action: click
    selector: { primary: 'text=Save' }
    verify: { expect_url_contains: /passes, expect_text_on_page: is saved, timeout_ms: 1500 }
    on_failure: abort`);
    expect(report.status).toBe('failed');
    expect(report.step_results.at(-1)?.error?.details).toMatchObject({ reason: 'verification' });
  });

  test('a link that was followed is not looked for again on the page that it opened', async () => {
    const { report } = await run(`  - { action: goto, params: { url: '{base_url}/refunds?status=open&token=t0p' } }
  - { action: click, selector: { primary: 'role=link[name="R-5003"]' }, verify: { expect_text_on_page: Refund R-5003, timeout_ms: 500 } }`);
    expect(report.error).toMatchObject({
      message: `Step 2 (click): The text "Refund R-5003" is not on ${pages.url('/refund')}.`,
      failure: { reason: 'verification' },
    });
  });

  test('shows a failure_message instead of the cause only if something is missing', async () => {
    const step = (selector: string) => `  - { action: goto, params: { url: '{base_url}/refund?page=2&token=t0p' } }
  - { action: click, selector: { primary: '${selector}' }, timeout_ms: 3000, on_failure: abort, failure_message: There is no refund R-5003. }`;
    expect((await run(step('#no'))).report.error?.message).toBe('There is no refund R-5003.');
    const { report } = await run(step('#on'));
    expect(report.error?.message).toContain(`"#on" on ${pages.url('/refund?page=2&token=…')} is covered by <div> "We use cookies"`);
    expect(report.error?.message).toContain("The playbook's message: There is no refund R-5003.");
  });

  test('says which field held a form back, and does not call its effect unknown', async () => {
    const { report } = await run(`  - { action: goto, params: { url: '{base_url}/pay' } }
  - action: click
    selector: { primary: 'role=button[name="Pay"]' }
    effect: write
    verify: { expect_text_on_page: Paid, timeout_ms: 1000 }
    failure_message: The payment could not be confirmed.`);
    expect(report.error).toMatchObject({ failure: { reason: 'form_invalid', performed: 'no' } });
    expect(report.error?.message).toMatch(
      /The form on .*\/pay was not sent.*"IBAN": Please fill out this field\..*could not be confirmed\./,
    );
    expect(report.ledger).toEqual([]);
  });
});
