import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noDeadline } from '../../src/base/index.ts';
import { findBrowser, openSession, type SessionOptions } from '../../src/browser/index.ts';
import { assertPageSession, type PageSession } from '../../src/browser/session/page-session.ts';

/** A session in the browser of this machine, with its own downloads folder. */
export interface TestSession {
  session: PageSession;
  downloadsFolder: string;
  end(): Promise<void>;
}

const installed = findBrowser();

export async function openTestSession(options: Partial<SessionOptions> = {}): Promise<TestSession> {
  const browser = await installed;
  if (browser === undefined) throw new Error('no browser is installed: run `npm start` once, or set ROTE_BROWSER');
  const downloadsFolder = await mkdtemp(join(tmpdir(), 'rote-downloads-'));
  const session = await openSession(
    {
      executablePath: browser.path,
      viewport: { width: 1000, height: 700 },
      downloadsFolder,
      secrets: { redact: (text) => text },
      ...options,
    },
    noDeadline,
  );
  assertPageSession(session);
  return {
    session,
    downloadsFolder,
    end: async () => {
      await session.close();
      await rm(downloadsFolder, { recursive: true, force: true });
    },
  };
}
