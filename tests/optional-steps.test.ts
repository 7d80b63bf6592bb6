import { describe, expect, test } from 'vitest';
import { answer, page, usePages } from './support/use-pages.ts';

const SAVE = '<h1>Order 7</h1><button id=save>Save</button><p id=told></p>';
const SAVES = "save.onclick = async () => { await send('/save'); told.textContent = 'Saved'; };";
const LAYER = `const show = () => {
  const layer = document.createElement('div');
  layer.style = 'position:fixed;inset:0;background:#fff';
  layer.innerHTML = '<p>What is new</p><button>Close</button>';
  layer.querySelector('button').onclick = () => layer.remove();
  document.body.append(layer);
};`;

const shop = usePages({
  '/without': page(SAVE, SAVES),
  '/with': page(SAVE, `${SAVES} ${LAYER} show();`),
  '/late': page(SAVE, `${SAVES} ${LAYER} setTimeout(show, 600);`),
  // The layer comes when the pointer does, which is after the optional step.
  '/over': page(SAVE, `${SAVES} ${LAYER} save.addEventListener('mouseover', show, { once: true });`),
  '/hidden': page(`${SAVE}<button hidden>Close</button>`, SAVES),
  '/disabled': page(`${SAVE}<button disabled>Close</button>`, SAVES),
  '/two': page(`${SAVE}<button>Close</button><button>Close</button>`, SAVES),
  '/refused': page(`${SAVE}<button id=close onclick="send('/no')">Close</button>`, SAVES),
  '/vanishes': page(
    `${SAVE}<div id=l><button style="position:absolute;top:200px">Close</button><div style="position:fixed;inset:0"></div></div>`,
    `${SAVES} setTimeout(() => l.remove(), 1500);`,
  ),
  '/loads': page(`${SAVE}<p id=spin>Loading</p>`, `${SAVES} setTimeout(() => spin.remove(), 4000);`),
  '/framed': page(`${SAVE}<iframe id=consent srcdoc="<button onclick='frameElement.remove()'>Close</button>"></iframe>`, SAVES),
  '/missing': answer(404, '<h1>Nothing is here</h1>'),
  '/save': answer(200, 'ok'),
  '/no': answer(409, 'no'),
});

const run = (path: string, optional: string, save = 'selector: \'role=button[name="Save"]\'') =>
  shop.run(path, `  - { ${optional} }\n  - { action: click, ${save}, effect: write, verify: { expect_text_on_page: Saved } }\n`);
const CLOSE = 'action: click, selector: \'role=button[name="Close"]\', optional: true';

describe('an optional step', () => {
  test('is skipped if its element is not there, and its result says why', async () => {
    const { report, events } = await run('/without', `${CLOSE}, timeout_ms: 300, verify: { expect_text_on_page: Closed }`);
    expect(report).toMatchObject({ status: 'completed', summary: 'Job: 1 of 2 steps done, 1 skipped.', warnings: [] });
    const skipped = {
      step: 1,
      action: 'click',
      status: 'skipped',
      attempts: 0,
      skipped: `"role=button[name="Close"]" was not visible on ${shop.pages.url('/without')} within 300 ms.`,
    };
    expect(report.step_results).toMatchObject([skipped, { step: 2, status: 'ok' }]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'step', result: expect.objectContaining(skipped) }));
    expect(shop.posted()).toEqual(['/save']);
  });

  test.each(['/with', '/late'])('is done if its element is there in time: %s', async (path) => {
    const { report } = await run(path, CLOSE);
    expect(report.step_results).toMatchObject([
      { status: 'ok', attempts: 1 },
      { status: 'ok', attempts: 1 },
    ]);
    expect(report.status).toBe('completed');
  });

  test('that was skipped is done after all if its layer then covers the target of the next step', async () => {
    const { report, events } = await run('/over', `${CLOSE}, timeout_ms: 2000`, "selector: '#save', timeout_ms: 4000");
    expect(report.step_results).toMatchObject([
      { step: 1, status: 'ok' },
      { step: 2, status: 'ok', attempts: 2 },
    ]);
    expect(events.flatMap((event) => (event.type === 'step' ? [`${event.result.step} ${event.result.status}`] : []))).toEqual([
      '1 skipped',
      '1 ok',
      '2 ok',
    ]);
    expect(shop.posted()).toEqual(['/save']);
  });

  test.each([
    ['is hidden', '/hidden', CLOSE],
    // Long enough for the page to take it away, whenever the step began.
    ['vanishes before it is pressed', '/vanishes', CLOSE, 4_000],
    ['is in a frame that is not there', '/without', "action: click, selector: 'frame=#consent >> text=Close', optional: true"],
  ])('is skipped if its element %s', async (_what, path, step, timeout = 400) => {
    const { report } = await run(path, `${step}, timeout_ms: ${timeout}`);
    expect(report.step_results).toMatchObject([{ status: 'skipped' }, { status: 'ok' }]);
  });

  test('is done in a frame that is there', async () => {
    const { report } = await run('/framed', "action: click, selector: 'frame=#consent >> text=Close', optional: true");
    expect(report.step_results).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
  });

  test.each([
    ['its element cannot be pressed', '/disabled', CLOSE, 'disabled'],
    ['its selector is ambiguous', '/two', CLOSE, 'ambiguous'],
    ['its selector is invalid', '/without', "action: click, selector: 'role=button[nam=x]', optional: true", 'invalid_selector'],
    ['what it expects does not hold', '/with', `${CLOSE}, verify: { expect_text_on_page: Closed, timeout_ms: 300 }`, 'verification'],
    ['the application refuses it', '/refused', CLOSE, 'effect_refused'],
  ])('fails like any other if %s', async (_what, path, step, reason) => {
    const { report } = await run(path, `${step}, timeout_ms: 700, on_failure: abort`);
    expect(report.step_results).toMatchObject([{ status: 'failed', error: { failure: { reason } } }]);
    expect([report.status, shop.posted().includes('/save')]).toEqual(['failed', false]);
  });

  test('is not skipped on an error page', async () => {
    const { report } = await run('/missing', `${CLOSE}, timeout_ms: 300`);
    expect(report.step_results).toMatchObject([{ status: 'failed', error: { failure: { reason: 'http_error', performed: 'no' } } }]);
  });

  test.each([
    ['that appears', '/loads', 'visible', 'ok'],
    ['that does not appear', '/without', 'visible', 'skipped'],
    ['that goes away', '/loads', 'gone', 'ok'],
    ['that was never there', '/without', 'gone', 'skipped'],
  ])('that waits for an element %s', async (_what, path, state, status) => {
    const { report } = await run(
      path,
      `action: wait_for, selector: '#spin', params: { state: ${state} }, optional: true, timeout_ms: ${state === 'gone' && path === '/loads' ? 30_000 : 400}`,
    );
    expect(report.step_results).toMatchObject([{ status }, { status: 'ok' }]);
  });
});
