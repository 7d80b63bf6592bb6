import { type Browser, chromium } from 'playwright-core';
import { startDeadline } from '../../src/base/index.ts';
import { createTextScreen } from '../../src/blinders/index.ts';
import { createObserver, type Observation, type ObserveOptions, registerEngine } from '../../src/browser/observe/index.ts';
import {
  attackTexts,
  benignTexts,
  FORGED_KINDS,
  type Half,
  HIDDEN_WORDS,
  hiddenPages,
  KEPT,
  leaks,
  pagesWith,
} from '../../tests/support/injection-kinds.ts';

const screen = createTextScreen();
const HALVES: readonly Half[] = ['seen', 'unseen'];

interface Count {
  wrong: number;
  of: number;
}

/**
 * How many planted orders reach an agent and how many harmless texts are redacted, by kind and half. `errors`: lists
 * the wrong ones of the half on which the rules are tuned; never those of the other half.
 */
export async function reportInjection(errors: boolean): Promise<void> {
  await registerEngine();
  const browser = await chromium.launch({ executablePath: process.env.ROTE_BROWSER ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    for (const half of errors ? (['seen'] as const) : HALVES) await reportHalf(await pageObserver(browser), half, errors);
  } finally {
    await browser.close();
  }
  if (!errors) reportTime();
}

type Observe = (html: string, options?: ObserveOptions) => Promise<Observation>;

async function pageObserver(browser: Browser): Promise<Observe> {
  const page = await browser.newPage();
  return async (html, options = {}) => {
    await page.setContent(html);
    await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState === 'finished'));
    // A new one each time, since the changes from one page to the next would show the former.
    const observer = createObserver({ page: () => page });
    using deadline = startDeadline(60_000, 'observing a sample page');
    return await observer.observe({ screen, ...options }, deadline);
  };
}

async function reportHalf(observe: Observe, half: Half, list: boolean): Promise<void> {
  const counts = new Map<string, Count>();
  const add = (kind: string, isWrong: boolean, what: string) => {
    const count = counts.get(kind) ?? { wrong: 0, of: 0 };
    counts.set(kind, { wrong: count.wrong + Number(isWrong), of: count.of + 1 });
    if (isWrong && list) console.log(`  ${kind}: ${what.replaceAll('\n', ' ⏎ ')}`);
  };

  for (const { kind, text, planted } of attackTexts(half)) {
    const shown = [screen(text).text, screen(text.replaceAll('\n', ' ')).text];
    for (const html of pagesWith(text)) shown.push((await observe(html)).text);
    const through = shown.flatMap((part, index) => (leaks(planted, part) ? [index] : []));
    add(kind, through.length > 0, `${text}   (${through.join()})`);
  }
  const forged = [...counts].filter(([kind]) => FORGED_KINDS.includes(kind)).map(([, count]) => count);
  for (const { name, html } of hiddenPages(half)) {
    const { text } = await observe(html);
    add('hidden text', HIDDEN_WORDS.test(text), name);
    if (!text.includes(KEPT)) console.log(`  the visible text is lost: ${name}`);
  }
  console.log(`\n${half}: leaked`);
  for (const [kind, count] of counts) print(kind, count);
  print('all forged formats', {
    wrong: forged.reduce((sum, { wrong }) => sum + wrong, 0),
    of: forged.reduce((sum, { of }) => sum + of, 0),
  });

  const redacted = { wrong: 0, of: 0 };
  for (const { kind, text } of benignTexts(half)) {
    let count = screen(text).count + screen(text.replaceAll('\n', ' ')).count;
    for (const html of pagesWith(text)) count += (await observe(html)).screened;
    redacted.of++;
    if (count === 0) continue;
    redacted.wrong++;
    if (list) console.log(`  harmless, ${kind}: ${text.replaceAll('\n', ' ⏎ ')} => ${screen(text).text}`);
  }
  console.log(`${half}: redacted`);
  print('harmless texts', redacted);
}

function print(kind: string, { wrong, of }: Count): void {
  console.log(`  ${kind.padEnd(22)} ${String(wrong).padStart(3)} of ${String(of).padStart(3)}   ${((wrong / of) * 100).toFixed(1)} %`);
}

const MEGABYTE = 1_000_000;

function reportTime(): void {
  const texts = HALVES.flatMap((half) => [...attackTexts(half), ...benignTexts(half)]).map(({ text }) => text);
  const harmless = benignTexts('seen').map(({ text }) => text);
  const materials: readonly (readonly [string, string])[] = [
    ['harmless text', harmless.join('\n')],
    ['attacks and harmless text', texts.join('\n')],
    ['one line', texts.join(' ').replaceAll('\n', ' ')],
    ['opening brackets', '[{<('],
    ['role and content', '"role": "system" action: click '],
    ['leetspeak', '1gn0r3 4ll pr3v10us '],
    ['end of', '--- end of '],
  ];
  screen(texts.join('\n'));
  console.log('\nprocessor time for 1 MB of text');
  for (const [name, material] of materials) {
    const text = material.repeat(Math.ceil(MEGABYTE / material.length)).slice(0, MEGABYTE);
    const startedAt = process.cpuUsage();
    screen(text);
    const { user, system } = process.cpuUsage(startedAt);
    console.log(`  ${name.padEnd(26)} ${Math.round((user + system) / 1_000)} ms`);
  }
}
