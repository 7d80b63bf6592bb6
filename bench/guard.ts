import { defaultGuardrails } from '../src/contract/index.ts';
import { createStuckDetector, createUrlPolicy, judgeClick } from '../src/guardrails/index.ts';
import { reportControls } from './guard/report-controls.ts';
import { reportInjection } from './guard/report-injection.ts';

/**
 * Measures one decision of a guard. Goals: 25 us for a deterministic decision, 5 us for the click patterns. Prints numbers, asserts nothing.
 * `-- controls` compares the verdicts on controls of real applications with what these really send; `-- controls errors` lists wrong ones.
 * `-- injection` counts planted orders that reach an agent and harmless texts that are redacted; `-- injection errors` lists wrong ones of
 * the half on which the rules are tuned.
 */

const ROUNDS = 20_000;
const WARM_UP = 5_000;

function measure(name: string, goalUs: number, decide: (round: number) => unknown): void {
  for (let round = 0; round < WARM_UP; round++) decide(round);
  const tookUs = new Float64Array(ROUNDS);
  const startedAt = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.hrtime.bigint();
    decide(round);
    tookUs[round] = Number(process.hrtime.bigint() - before) / 1_000;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  tookUs.sort();
  const at = (share: number) => tookUs[Math.floor(ROUNDS * share)]!.toFixed(2).padStart(7);
  const perSecond = Math.round(ROUNDS / seconds)
    .toLocaleString('en')
    .padStart(10);
  console.log(`${name.padEnd(34)} ${perSecond} /s   median ${at(0.5)} us   p99 ${at(0.99)} us   goal ${goalUs} us`);
}

const open = createUrlPolicy(defaultGuardrails);
const narrow = createUrlPolicy({
  allowed_domains: Array.from({ length: 500 }, (_, index) => `*.tenant${index}.example.com`),
  blocked_domains: Array.from({ length: 500 }, (_, index) => `blocked${index}.example.org`),
  allow_private_networks: false,
});
const urls = [
  'https://shop.example.com/orders?status=open&page=2',
  'http://0x7f.1:8080/',
  'https://app.tenant321.example.com/a/b/c',
  'http://[::ffff:169.254.169.254]/latest/meta-data',
  'https://www.chase.com/',
  'wss://live.example.com/socket',
  'https://user:pw@example.com/',
  'http://metadata.google.internal./computeMetadata/v1/',
];
const addresses = ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '10.0.0.1', '::ffff:127.0.0.1'];
const clicks = [
  { name: 'Search', role: 'button' },
  { name: 'Cancel order #10234', role: 'button' },
  { name: 'Order #10234', role: 'link', href: '/orders/10234' },
  { name: 'Remove filter: Status = open', role: 'button' },
  { name: 'Bestellung endgültig löschen', role: 'button' },
  { name: 'Frobnicate the selected widgets', role: 'button' },
  { name: '注文をキャンセル', role: 'button' },
];
const stuck = createStuckDetector(defaultGuardrails);

const [what, more] = process.argv.slice(2);
if (what === 'controls') reportControls(more === 'errors');
else if (what === 'injection') await reportInjection(more === 'errors');
else measureAll();

function measureAll(): void {
  measure('url, default policy', 25, (round) => open.checkUrl(urls[round % urls.length]!, 'navigation'));
  measure('url, 500 allowed, 500 blocked', 25, (round) => narrow.checkUrl(urls[round % urls.length]!, 'request'));
  measure('addresses after DNS', 25, (round) => open.checkAddresses('shop.example.com', addresses.slice(round % 4, (round % 4) + 1)));
  measure('click patterns', 5, (round) => judgeClick(clicks[round % clicks.length]!));
  measure('stuck record', 25, (round) =>
    stuck.record({
      action: 'click',
      target: `#row${round % 40} a`,
      ok: round % 9 !== 0,
      url: `https://shop.example.com/orders?page=${round % 50}`,
    }),
  );
}
