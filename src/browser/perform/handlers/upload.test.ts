import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { performAction } from '../../index.ts';

/** Larger than what Playwright or a page would take in one message. */
const LARGE_BYTES = 60 * 1024 * 1024;

let pages: Pages;
let open: TestSession;
let folder: string;

const act = (name: ActionName, input: unknown) => performAction(open.session, readAction(name, input), noDeadline);
const upload = (selector: string, names: string[], timeout_ms?: number) =>
  act('upload', { selector, files: names.map((name) => join(folder, name)), timeout_ms });
const seen = async () => (await act('evaluate', { script: 'document.title' })).json;

const PAGE = `<title>none</title>
  <div id="zone">Drop files here</div> <div id="shadow"></div> <div id="picky">Images only</div> <p id="text">Nothing</p>
  <button id="button">Choose</button> <input id="field" type="file" multiple> <input id="folder" type="file" webkitdirectory>
  <iframe srcdoc="<title>none</title><div id=inner>Drop</div><script>inner.ondragover = (event) => event.preventDefault();
    inner.ondrop = (event) => { event.preventDefault(); parent.show(event.dataTransfer.files); };</script>"></iframe>
<script>
  var show = (files) => { document.title = Array.from(files, (file) => (file.webkitRelativePath || file.name) + ':' + file.size).sort().join(' '); };
  const accept = (event) => event.preventDefault();
  zone.addEventListener('dragover', accept);
  zone.addEventListener('drop', async (event) => {
    event.preventDefault();
    const [first] = event.dataTransfer.files;
    await first.slice(0, 4).text();
    show(event.dataTransfer.files);
  });
  const inside = shadow.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'));
  inside.textContent = 'Drop in a shadow';
  inside.ondragover = accept;
  inside.ondrop = (event) => { accept(event); show(event.dataTransfer.files); };
  button.onclick = async () => {
    if ('showOpenFilePicker' in window) return show([await (await showOpenFilePicker())[0].getFile()]);
    const field = Object.assign(document.createElement('input'), { type: 'file', onchange: () => show(field.files) });
    field.click();
  };
  for (const one of document.querySelectorAll('input')) one.onchange = () => show(one.files);
</script>`;

beforeAll(async () => {
  pages = await servePages({ '/': PAGE });
  folder = await mkdtemp(join(tmpdir(), 'rote-upload-'));
  await mkdir(join(folder, 'scans', 'may'), { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'a.txt'), 'abc'),
    writeFile(join(folder, 'b.txt'), ''),
    writeFile(join(folder, 'large.bin'), Buffer.alloc(LARGE_BYTES)),
    writeFile(join(folder, 'scans', '1.txt'), '1'),
    writeFile(join(folder, 'scans', 'may', '2.txt'), '22'),
  ]);
  open = await openTestSession();
});
afterAll(async () => {
  await open.end();
  await pages.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => act('goto', { url: pages.url('/') }));

test.each([
  ['several files onto a drop zone', '#zone', ['a.txt', 'b.txt'], 'a.txt:3 b.txt:0'],
  ['a large file onto a drop zone', '#zone', ['large.bin'], `large.bin:${LARGE_BYTES}`],
  ['a file onto a drop zone in a shadow root', 'text=Drop in a shadow', ['a.txt'], 'a.txt:3'],
  ['a file onto a drop zone in a frame', 'frame=iframe >> #inner', ['a.txt'], 'a.txt:3'],
  ['a file to a button, whose page has no file picker', '#button', ['a.txt'], 'a.txt:3'],
  ['files to a field', '#field', ['a.txt', 'b.txt'], 'a.txt:3 b.txt:0'],
  ['a folder to a folder field', '#folder', ['scans'], 'scans/1.txt:1 scans/may/2.txt:2'],
])('gives %s', async (_, selector, names, expected) => {
  await upload(selector, names);
  await act('wait_for', { text: 'Choose' });
  await expect.poll(seen).toBe(expected);
});

test.each([
  ['#text', ['a.txt'], '"#text" is a <p>: it is not a file field, takes no dropped files, and clicking it opened no file dialog.'],
  ['#zone', ['scans'], 'is a <div>, and a folder can only be given to a folder field.'],
  ['#field', ['scans'], 'is a field for files: give the paths of the files.'],
  ['#folder', ['a.txt'], 'is a field for a folder: give the path of one folder.'],
  ['#field', ['missing.txt'], 'The file to upload does not exist'],
])('says what %s is, if it cannot take %j', async (selector, names, message) => {
  await expect(upload(selector, names, 8_000)).rejects.toThrow(message);
});

test('no document offers a file picker', async () => {
  const script = `() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const names = ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'];
    return [window, frame.contentWindow, window.open('')].flatMap((one) => names.filter((name) => name in one));
  }`;
  expect((await act('evaluate', { script })).json).toEqual([]);
});
