import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../src/base/index.ts';
import type { RunConfigInput } from '../src/contract/index.ts';
import type { RunDeps } from '../src/run/index.ts';
import { ownBrowser } from './support/shared-browser.ts';
import { page, usePages } from './support/use-pages.ts';

/** Shows what a page reads of the browser. */
const FACTS = page(
  '<h1></h1>',
  `const state = (name) => navigator.permissions.query({ name }).then((one) => one.state);
  const position = () => new Promise((done) => navigator.geolocation.getCurrentPosition(({ coords }) => done(coords.latitude + ' ' + coords.longitude + ' ' + coords.accuracy), () => done('no position')));
  Promise.all([state('notifications'), state('midi'), position()]).then(([notifications, midi, at]) => {
    const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
    const motion = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'reduce' : 'no-preference';
    document.querySelector('h1').textContent = ['facts', navigator.language, locale, timeZone, motion, notifications, midi, at].join(', ');
  });`,
);

const COPY = page(
  '<button>Copy</button> <label>Paste here <input></label> <output></output>',
  `document.querySelector('button').onclick = () => navigator.clipboard.writeText('R-5003').then(() => document.querySelector('output').value = 'Copied', (error) => document.querySelector('output').value = error.message);`,
);

const READ = page(
  '<button>Read</button> <output></output>',
  `const output = document.querySelector('output');
  document.querySelector('button').onclick = () => navigator.clipboard.readText().then((text) => output.value = 'read "' + text + '"', (error) => output.value = 'refused: ' + error.message);`,
);

const heard: Record<string, string | undefined> = {};
const hear = (from: string) => (request: IncomingMessage, response: ServerResponse) => {
  heard[from] = request.headers['accept-language'];
  response.writeHead(200, { 'content-type': 'text/html' }).end('<p>heard</p>');
};
const LANGUAGES = page(
  '<h1></h1>',
  `const other = location.origin.replace('127.0.0.1', 'localhost');
  const framed = (src) => new Promise((onload) => document.body.append(Object.assign(document.createElement('iframe'), { src, onload })));
  const work = "fetch('" + location.origin + "/worker').then(() => postMessage(''))";
  const worked = () => new Promise((onmessage) => Object.assign(new Worker(URL.createObjectURL(new Blob([work]))), { onmessage }));
  Promise.all([framed('/frame'), framed(other + '/elsewhere'), fetch('/fetched'), worked()]).then(() => {
    open('/popup');
    document.querySelector('h1').textContent = 'facts ' + navigator.languages;
  });`,
);

const shop = usePages({
  '/facts': FACTS,
  '/languages': (request, response) => {
    heard.page = request.headers['accept-language'];
    response.writeHead(200, { 'content-type': 'text/html' }).end(LANGUAGES);
  },
  ...Object.fromEntries(['frame', 'fetched', 'worker', 'elsewhere', 'popup', 'api'].map((from) => [`/${from}`, hear(from)])),
  '/copy': COPY,
  '/read': READ,
  // The button never stands still, unless the person prefers it.
  '/animated': page(
    `<style>
      @keyframes slide { from { margin-left: 0 } to { margin-left: 300px } }
      button { animation: slide 1s infinite alternate linear }
      @media (prefers-reduced-motion: reduce) { button { animation: none } }
    </style><button onclick="document.querySelector('output').value = 'at ' + this.getAnimations().length">Sign in</button><div><output></output></div>`,
  ),
});

const QUIET = { trace: false, screenshots: false };

/** Runs a playbook that starts at a path. `keys` are lines of the playbook, `steps` lines under its steps. */
async function run(
  path: string,
  { keys = '', steps = '', ...config }: { keys?: string; steps?: string } & Partial<RunConfigInput> = {},
  parts: Partial<RunDeps> = {},
) {
  const read = `  - { action: wait_for, params: { text: facts } }\n  - { action: extract, selector: { primary: h1 }, store_as: read }\n`;
  await shop.place.playbook(
    'job',
    `id: job\nname: Job\nstart_url: '{base_url}${path}'\n${keys}steps:\n${steps === '' ? read : steps}summary: '${steps === '' ? '{read}' : 'Done'}'\n`,
  );
  const asked = { directive: 'go', playbook: 'job', start_url: shop.pages.url('/'), recording: QUIET, ...config };
  const { report } = await shop.place.run(asked, parts);
  return report;
}

async function profile(name: string, keys: string): Promise<void> {
  const folder = join(shop.place.folder, 'profiles');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.yaml`), `name: ${name}\n${keys}`);
}

const HOST_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

test('without settings a page is English, calm, and may do nothing', async () => {
  const { summary } = await run('/facts');
  expect(summary).toBe(`facts, en-US, en-US, ${HOST_ZONE}, reduce, prompt, prompt, no position`);
});

test('a playbook sets language, time zone, position, motion and permissions; others stay as they were', async () => {
  const keys = `locale: de-AT
timezone: asia/tokyo
reduced_motion: no-preference
permissions: [notifications]
geolocation: { latitude: 48.2, longitude: 16.37, accuracy: 5 }
`;
  const { summary } = await run('/facts', { keys });
  expect(summary).toBe('facts, de-AT, de-AT, Asia/Tokyo, no-preference, granted, prompt, 48.2 16.37 5');
});

test.each([
  ['locale: de-CH\n', 'de-CH,de;q=0.9', 'facts de-CH,de'],
  ['locale: fr\n', 'fr', 'facts fr'],
  ['', expect.stringMatching(/^en-US,en(;q=0.9)?$/), 'facts en-US,en'],
])('every request names the language and its fallback: %s', async (keys, header, languages) => {
  for (const from of Object.keys(heard)) delete heard[from];
  const { error, data } = await run('/languages', {
    keys,
    steps: `  - { action: wait_for, params: { text: facts } }
  - { action: extract, selector: h1, store_as: read }
  - { action: switch_tab, params: { url_contains: /popup } }
  - { action: api_request, request: { url: '{base_url}/api' } }\n`,
  });
  expect([error, data.read]).toEqual([null, languages]);
  expect(heard).toEqual(
    Object.fromEntries(['page', 'frame', 'fetched', 'worker', 'elsewhere', 'popup', 'api'].map((from) => [from, header])),
  );
});

test('the playbook counts before the profile, and the profile before the run config', async () => {
  await profile('austria', 'locale: de-AT\ntimezone: Europe/Vienna\n');
  const config: Partial<RunConfigInput> = { profile: 'austria', timezone: 'Asia/Tokyo', reduced_motion: 'no-preference' };
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (message: string) => warnings.push(message) };
  const { summary } = await run('/facts', { keys: 'locale: fr-FR\n', ...config }, { log });
  expect(warnings).toEqual(['timezone of the run is not used: the playbook or the profile sets another one']);
  expect(summary).toBe(`facts, fr-FR, fr-FR, Europe/Vienna, no-preference, prompt, prompt, no position`);
});

test('permissions belong to the origin of the application, not to another one that the run visits', async () => {
  const keys = 'permissions: [midi]\ngeolocation: { latitude: 48.2, longitude: 16.37 }\n';
  expect((await run('/facts', { keys })).summary).toContain('prompt, granted, 48.2 16.37 0');
  const elsewhere = shop.pages.url('/facts').replace('127.0.0.1', 'localhost');
  const steps = `  - { action: goto, params: { url: '${elsewhere}' }, verify: { expect_text_on_page: 'prompt, prompt, no position' } }\n`;
  expect(await run('/facts', { keys, steps })).toMatchObject({ status: 'completed' });
});

test('permissions without the address of an application are refused', async () => {
  await profile('music', 'permissions: [midi]\n');
  const { report } = await shop.place.run({ directive: 'go', execution_mode: 'agent_only', profile: 'music', recording: QUIET });
  expect(report).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('add --start-url, or start_url to the playbook') },
  });
});

test('an unknown permission is an error of the file that names the known ones', async () => {
  const { error } = await run('/facts', { keys: 'permissions: [clipboard_read]\n' });
  expect(error?.message).toContain('permissions.0 must be one of accelerometer, ambient-light-sensor,');
  expect(error?.message).toContain('not "clipboard_read" (did you mean "clipboard-read"?)');
});

const PASTE = `  - { action: click, selector: { primary: 'role=button[name="Copy"]' }, verify: { expect_text_on_page: Copied } }
  - { action: key_press, selector: { primary: 'role=textbox' }, params: { key: Control+V }, verify: { expect_value: R-5003 } }
`;

test('what a page copied is pasted in the same run, and no other run can read it', async () => {
  // The tests share a browser; runs do not. If the clipboard were the host's, the second browser would read it too.
  expect(await run('/copy', { keys: 'permissions: [clipboard-write]\n', steps: PASTE }, { browser: ownBrowser })).toMatchObject({
    status: 'completed',
  });
  const steps = `  - { action: click, selector: { primary: 'role=button[name="Read"]' }, verify: { expect_text_on_page: 'read ""' } }\n`;
  expect(await run('/read', { keys: 'permissions: [clipboard-read]\n', steps }, { browser: ownBrowser })).toMatchObject({
    status: 'completed',
  });
});

test('without the permission a page may not read the clipboard', async () => {
  const steps = `  - { action: click, selector: { primary: 'role=button[name="Read"]' }, verify: { expect_text_on_page: refused } }\n`;
  expect(await run('/read', { steps })).toMatchObject({ status: 'completed' });
});

test.each([
  ['reduce', 'at 0'],
  ['no-preference', 'at 1'],
] as const)('with %s, the click meets a button %s animations', async (reduced_motion, found) => {
  const steps = `  - { action: click, selector: { primary: 'role=button[name="Sign in"]' }, verify: { expect_text_on_page: '${found}' } }\n`;
  expect(await run('/animated', { keys: `reduced_motion: ${reduced_motion}\n`, steps })).toMatchObject({ status: 'completed' });
});
