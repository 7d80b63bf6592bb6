import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bindPlaybook, bindStep, type Playbook, parsePlaybook, resolveSecrets, type Step, selectorsOf } from '../src/playbook/index.ts';

/** Playwright's own reader of selectors: the judge of what a bound selector means. Not part of its public interface, hence only here. */
interface ParsedSelector {
  capture?: number;
  parts: { name: string; body: unknown; source: string }[];
}
const { iso } = createRequire(import.meta.url)('playwright-core/lib/coreBundle') as {
  iso: {
    parseSelector(selector: string): ParsedSelector;
    parseAttributeSelector(body: string, unquoted: boolean): { name: string; attributes: { name: string; op: string; value: unknown }[] };
  };
};

/** Each place a value may stand in a selector. */
const TEMPLATES = [
  'role=button[name="{x}"]',
  "role=button[name='Cancel {x}'i] >> nth=0",
  'role=button[name=/^Cancel {x}$/i]',
  'internal:role=button[name="{x}"s]',
  'internal:attr=[title="{x}"i]',
  'internal:testid=[data-testid="row-{x}"s]',
  'internal:text="{x}"i',
  'internal:label="{x}"s >> nth=1',
  'div >> internal:has-text="{x}"i >> button',
  'div >> internal:has="text=\\"{x}\\" >> nth=0" >> a',
  'div >> internal:has="[data-id=\'{x}\']"',
  'text={x}',
  'text=Order {x} >> nth=0',
  'text="{x}"',
  "text='Order {x}' >> button",
  '"{x}"',
  "'say {x}' >> a",
  'text=/^Order {x}$/i',
  '[data-id="{x}"]',
  "tr[data-id='{x}' i] > td:nth-child(2)",
  '[data-id={x}]',
  '#order-{x}',
  '#{x}',
  '.row-{x} .{x}',
  'css=.a-{x} >> css=b',
  'button:has-text("{x}")',
  'tr:has(td:text-is("{x}")) >> button',
  ':text-matches("^{x}$", "i")',
  ':is(#{x}, [name="{x}"])',
  'id={x}',
  'data-testid=row-{x} >> nth=0',
  "//tr[td='{x}']//button",
  'xpath=//tr[@id="{x}"] >> a',
  "(//a[contains(., 'No. {x}')])[1] >> nth=0",
  'frame[name="{x}"] >> internal:control=enter-frame >> text="{x}"',
];

const HOSTILE = [
  '"] >> nth=0 >> [x="',
  "'] >> //*",
  '\\',
  '\\"',
  "\\'",
  '"',
  "'",
  '`',
  ' >> ',
  '>>',
  'a\\',
  '/.*/i',
  '/',
  '//*',
  '..',
  'text=Delete',
  'css=*',
  '*',
  ', *',
  ':has(*)',
  ')]}',
  '(',
  '[',
  '\n',
  'a\nb',
  '\r\n',
  '\0',
  '\u2028',
  '\ud800',
  '\udc00x',
  '\u202e',
  '"i]',
  "' or '1'='1",
  '")]//*[("',
  '{x}',
  '{{x}}',
  '{credential:password}',
  '𝒳',
  '0',
  '-1',
  '--',
  '-',
  'e12',
  '\\31 ',
  '/* */',
  '}',
  'internal:control=enter-frame',
  '.*',
  '$&',
  '$1',
];

function playbookOf(selector: string): Playbook {
  const yaml = JSON.stringify({
    id: 'p',
    name: 'P',
    parameters: [{ name: 'x' }],
    steps: [{ action: 'click', selector: { primary: selector } }],
  });
  const parsed = parsePlaybook(yaml, 'p.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.playbook;
}

const playbooks = new Map(TEMPLATES.map((template) => [template, playbookOf(template)]));

/** The step as it runs: bound before the browser starts, bound again before the step, secrets resolved. */
function boundStep(playbook: Playbook, value: string): Step | undefined {
  const result = bindPlaybook(playbook, { x: value });
  if (!result.ok) return undefined;
  const step = bindStep(result.playbook.steps[0]!, {});
  if (!step.ok) throw new Error(step.problems.map((problem) => problem.message).join(' '));
  return resolveSecrets(step.step, () => 'SECRET');
}

function bound(template: string, value: string): string | undefined {
  const step = boundStep(playbooks.get(template)!, value);
  return step && selectorsOf(step)[0];
}

/** The engines that a value may change into, because the first cannot hold it. */
const SAME_ENGINE: Record<string, string> = { 'internal:text': 'text', id: 'css', 'data-testid': 'css' };

/** What is left of a selector when all texts in it are forgotten. */
function shapeOf(selector: string): unknown {
  const parsed = iso.parseSelector(selector);
  return {
    capture: parsed.capture,
    parts: parsed.parts.map((part) => {
      const name = SAME_ENGINE[part.name] ?? part.name;
      if (part.name === 'css') return [name, cssShape(part.body)];
      if (part.name === 'id' || part.name === 'data-testid')
        return [name, cssShape((iso.parseSelector(`[${part.name}="v"]`).parts[0] as { body: unknown }).body)];
      if (/^(internal:)?(role|attr|testid)$/.test(part.name)) {
        const { name: role, attributes } = iso.parseAttributeSelector(String(part.body), true);
        return [name, role, attributes.map((attribute) => [attribute.name, attribute.op, kindOf(attribute.value)])];
      }
      if (part.name === 'xpath') return [name, xpathShape(String(part.body))];
      if (part.name === 'internal:has') return [name, shapeOf(String((JSON.parse(`[${part.source}]`) as unknown[])[0]))];
      if (/text|label/.test(part.name)) return [name, textKind(part.name, String(part.body))];
      return [name, part.body];
    }),
  };
}

function kindOf(value: unknown): string {
  return value instanceof RegExp ? 'regex' : typeof value;
}

function textKind(engine: string, body: string): string {
  if (/^\/.*\/[a-z]*$/s.test(body)) return 'regex';
  if (engine.startsWith('internal:')) return JSON.parse(body.replace(/[is]$/, '')) !== undefined && body.endsWith('s') ? 'strict' : 'lax';
  const quoted = body.length > 1 && /^["']/.test(body) && body.endsWith(body.charAt(0));
  return quoted ? 'strict' : 'lax';
}

/** A parsed CSS selector with the content of its strings and of the names that hold the value blanked. */
function cssShape(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (key, value) => {
      if (key === 'css' && typeof value === 'string') {
        return value
          .replace(/"(?:[^"\\]|\\[\s\S])*"/g, '"s"')
          .replace(/=(?!")(?:[^\]\\]|\\[\s\S])+(?=\])/g, '="s"')
          .replace(/\[class~="s"\]/g, '.n')
          .replace(/\[id="s"\]/g, '#n')
          .replace(/([#.])(?:[\w\u0080-\uffff-])+/g, '$1n');
      }
      return key === 'args' && Array.isArray(value) ? value.map((arg) => (typeof arg === 'string' ? 's' : arg)) : value;
    }),
  );
}

function xpathShape(body: string): string {
  return body
    .replace(/"[^"]*"|'[^']*'/g, 's')
    .replace(/substring\(s,1,1\)/g, 's')
    .replace(/concat\(s(,s)*\)/g, 's');
}

describe('a value in a selector stays a value', () => {
  test.each(TEMPLATES)('%s', (template) => {
    const harmless = shapeOf(bound(template, 'value')!);
    const check = (value: string) => {
      const selector = bound(template, value);
      // An empty value matches everything and is refused before the browser starts.
      if (selector === undefined) expect(value.replace(/[\s\u200b\u00ad]/g, '')).toBe('');
      else expect(shapeOf(selector), `${JSON.stringify(value)} -> ${selector}`).toEqual(harmless);
    };
    for (const value of HOSTILE) check(value);
    const nasty = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'"\'`\\>/[](){}=*,.:#~+^$|iabe0 \n\t-'), maxLength: 16 }),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.array(fc.constantFrom(...HOSTILE), { maxLength: 4 }).map((parts) => parts.join('')),
    );
    fc.assert(fc.property(nasty, check), { numRuns: 150 });
  });
});

describe('in a real browser', () => {
  let browser: Awaited<ReturnType<typeof chromium.launch>>;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser.close());

  test('a hostile value never finds the planted element, and finds the element that really says it', async () => {
    const page = await browser.newPage();
    // Values that survive as text of an element: no NUL and lone surrogates, which HTML cannot hold.
    const values = HOSTILE.filter((value) => value.isWellFormed() && !value.includes('\0') && value.trim() !== '');
    await page.setContent('<button id="planted" class="trap" title="trap" name="trap">Delete everything</button><main></main>');
    for (const value of values) {
      await page.evaluate((text) => {
        const main = document.querySelector('main')!;
        main.replaceChildren();
        const add = (tag: string, change: (element: HTMLElement) => void) => {
          const element = document.createElement(tag);
          change(element);
          main.append(element);
        };
        add('button', (element) => {
          element.textContent = text;
          element.title = text;
        });
        add('p', (element) => {
          element.id = text;
          element.dataset.id = text;
          element.dataset.testid = text;
        });
      }, value);
      for (const template of [
        'text={x}',
        'text="{x}"',
        '"{x}"',
        'button:has-text("{x}")',
        'internal:text="{x}"i',
        '[title="{x}"]',
        '[title={x}]',
        '#{x}',
        'id={x}',
        'data-testid={x}',
        '[data-id="{x}"]',
        "xpath=//*[@data-id='{x}']",
        'internal:attr=[title="{x}"s]',
        'text=/^{x}$/',
      ]) {
        if (!playbooks.has(template)) playbooks.set(template, playbookOf(template));
        const selector = bound(template, value)!;
        const ids = await page.locator(selector).evaluateAll((elements) => elements.map((element) => element.id === 'planted'));
        expect(ids, `${template} with ${JSON.stringify(value)} -> ${selector}`).not.toContain(true);
        // Blanks are folded by text engines, and a regular expression sees them unfolded.
        if (!/\s/.test(value)) expect(ids.length, `${template} with ${JSON.stringify(value)} -> ${selector}`).toBeGreaterThan(0);
      }
    }
  });

  test('a hostile value in a script is one string', async () => {
    const page = await browser.newPage();
    const parsed = parsePlaybook(
      JSON.stringify({
        id: 'p',
        name: 'P',
        parameters: [{ name: 'x' }],
        steps: [{ action: 'evaluate', params: { script: '() => { return {x} }' } }],
      }),
      'p.yaml',
    );
    if (!parsed.ok) throw new Error('not a playbook');
    for (const value of [...HOSTILE, '"); alert(1); ("', '</script>', '${1}', '\u2029']) {
      const step = boundStep(parsed.playbook, value);
      if (step?.action !== 'evaluate') throw new Error('not bound');
      expect(await page.evaluate(`(${step.params.script})()`)).toBe(value.toWellFormed());
    }
  });
});
