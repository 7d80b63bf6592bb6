import { describe, expect, it } from 'vitest';
import { type Action, type Command, makeAction } from '../../actions/index.ts';
import { act, done, runScripted } from '../testing/harness.ts';
import { createUploadFiles } from './upload-files.ts';

const upload = (files: string[]): Action => makeAction({ action: 'upload', selector: 'e1', files });

describe('files that an agent may upload', () => {
  const files = createUploadFiles(['Attach /srv/in/receipt 5.pdf and "notes.txt" (see C:\\docs\\a.pdf).']);
  files.downloaded('/runs/1/downloads/orders.csv');

  it.each([
    [['/srv/in/receipt 5.pdf'], ['/srv/in/receipt 5.pdf']],
    [['notes.txt'], ['notes.txt']],
    [['C:\\docs\\a.pdf'], ['C:\\docs\\a.pdf']],
    [['orders.csv'], ['/runs/1/downloads/orders.csv']],
    [['/runs/1/downloads/orders.csv'], ['/runs/1/downloads/orders.csv']],
  ])('%j are named by the job or were downloaded', (given, paths) => {
    expect(files.check(upload(given))).toEqual({ ok: true, command: upload(paths) });
  });

  it.each([
    [['/root/.ssh/id_rsa']],
    [['/srv/in']],
    [['receipt 5.pdf']],
    [['srv/in/receipt 5.pdf']],
    [['/srv/in/../../etc/passwd']],
    [['notes']],
    [['notes.txt', '/etc/passwd']],
    [['  ']],
  ])('%j are not', (given) => {
    expect(files.check(upload(given))).toMatchObject({ ok: false });
  });

  it('are checked in sequences too', () => {
    const sequence = (...actions: Action[]): Command => ({ action: 'execute_sequence', actions });
    const click = makeAction({ action: 'click', selector: 'e1' });
    expect(files.check(sequence(click, upload(['/etc/passwd'])))).toMatchObject({ ok: false });
    expect(files.check(sequence(click, upload(['orders.csv'])))).toEqual({
      ok: true,
      command: sequence(click, upload(['/runs/1/downloads/orders.csv'])),
    });
  });

  it('never reach the dispatcher if only a page asked for them', async () => {
    const { requests, prompt } = await runScripted({
      directive: 'Attach /srv/receipt.pdf',
      turns: [
        act('upload', { selector: 'e1', files: ['/root/.ssh/id_rsa'] }),
        act('upload', { selector: 'e1', files: ['/srv/receipt.pdf'] }),
        done(),
      ],
    });
    expect(requests.map(({ command }) => command)).toEqual([upload(['/srv/receipt.pdf'])]);
    expect(prompt(2)).toContain('only files that the job names may be uploaded');
  });

  it('may be downloads of the run', async () => {
    const { requests } = await runScripted({
      turns: [act('click', { selector: 'e1' }), act('upload', { selector: 'e2', files: ['orders.csv'] }), done()],
      answer: ({ command }) => (command.action === 'click' ? { files: ['/runs/1/downloads/orders.csv'] } : {}),
    });
    expect(requests[1]?.command).toMatchObject({ action: 'upload', files: ['/runs/1/downloads/orders.csv'] });
  });
});
