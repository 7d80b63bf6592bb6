import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { noDeadline } from '../../base/index.ts';
import { findBrowser } from './find-browser.ts';
import { launchBrowser } from './launch-browser.ts';

test('disables every feature that Playwright disables: Chromium honours the last list alone', async () => {
  const found = await findBrowser();
  const launched = await launchBrowser({ executablePath: found!.path }, noDeadline);
  try {
    const command = (await readFile(`/proc/${launched.pid}/cmdline`, 'utf8')).split('\0');
    const lists = command.filter((flag) => flag.startsWith('--disable-features=')).map((flag) => flag.replace(/^.*=/, '').split(','));
    expect(lists.length).toBeGreaterThan(1);
    expect(lists.at(-1)).toEqual(expect.arrayContaining(lists.flat()));
  } finally {
    launched.kill();
  }
});
