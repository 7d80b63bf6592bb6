import { describe, expect, it } from 'vitest';
import type { JournalLine } from '../records/trial-record.ts';
import { scoreSuite } from '../scoring/score-suite.ts';
import { headerOf, infrastructureFailureOf, recordOf, suiteOf } from '../testing/records.ts';
import { csvReport } from './csv-report.ts';
import { escapeText } from './escape.ts';
import { htmlReport } from './html/html-report.ts';
import { junitReport } from './junit-report.ts';

const suite = suiteOf(`
name: 'Shop <script>alert(1)</script> & "more"'
cases:
  - { id: good, directive: 'a "quoted" one', trials: 2 }
  - { id: bad, directive: '</td><script>alert(2)</script>' }
  - { id: broken, directive: c }
  - { id: open, directive: d }
`);
const EVIL = '=HYPERLINK("http://x"),</code><img src=x onerror=alert(3)>\u0000\ud800';
const LINES: JournalLine[] = [
  recordOf({ summary: 'One, "two"\nthree' }, { case_id: 'good', trial: 1, has_trace: true }),
  recordOf({}, { case_id: 'good', trial: 2 }),
  recordOf({ status: 'failed', summary: EVIL, error: { code: 'STEP_FAILED', message: EVIL } }, { case_id: 'bad' }),
  infrastructureFailureOf('broken', 1, 'The target <b>did not</b> answer.'),
];
const report = scoreSuite(suite, headerOf(suite), LINES);

describe('JUnit', () => {
  const xml = junitReport(report);
  it('makes a test of each case, and distinguishes failure, error and skipped', () => {
    expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1"');
    expect(xml).toMatch(/name="good" time="2.000"><system-out>/);
    expect(xml).toMatch(/name="bad"[^>]*><failure type="step"/);
    expect(xml).toMatch(/name="broken"[^>]*><error type="infrastructure"/);
    expect(xml).toMatch(/name="open"[^>]*><skipped message="1 of 1 trials were not run"/);
  });
  it('contains no character that XML forbids, and no foreign markup', () => {
    expect(xml).not.toMatch(/<script|<img|<b>|\0|\ud800/);
    // Every ampersand begins an entity.
    expect(xml.match(/&(?!(?:amp|lt|gt|quot|#39);)/)).toBeNull();
  });
});

it('CSV has a line for each trial, doubles quotes, and defuses formulas', () => {
  const text = csvReport(report);
  expect(text.split('\r\n')).toHaveLength(1 + 5 + 1);
  expect(text).toContain('"One, ""two""\nthree"');
  expect(text).toContain(`"'=HYPERLINK(""http://x"")`);
  expect(text).not.toMatch(/(^|,)"?=/m);
});

describe('HTML', () => {
  const page = htmlReport(report, "/data/it's here");
  it('is self-contained: loads nothing and runs no script', () => {
    expect(page).toContain(`default-src 'none'`);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|base)\b/i);
    expect(page).not.toMatch(/<[^>]*\b(src|srcset)=|@import|url\(/i);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(0);
    expect(links.every((link) => link.startsWith('runs/'))).toBe(true);
  });
  it('shows foreign markup as text', () => {
    expect(page).toContain('Shop &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;');
    expect(page).toContain('&lt;/td&gt;&lt;script&gt;');
    expect(page).toContain('&lt;img src=x onerror=alert(3)&gt;');
  });
  it('shows a shell command that opens each recording', () => {
    expect(page).toContain(`rote trace good-t1 --output ${escapeText("'/data/it'\\''s here/runs'")}`);
    expect(page).not.toContain('rote trace good-t2');
  });
});
