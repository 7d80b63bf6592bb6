import { describe, expect, test } from 'vitest';
import { createScriptedModel } from '../src/model/index.ts';
import { DRAG_PAGES } from './fixtures/pages/drag.ts';
import { act } from './support/scripted-agent.ts';
import { page, usePages } from './support/use-pages.ts';

const shop = usePages({
  ...DRAG_PAGES,
  '/field': page(
    '<input id="field" aria-label="Note" value="one two three"><p id="last"></p>',
    "addEventListener('keydown', (event) => { last.textContent = [event.ctrlKey, event.shiftKey, event.key].join(); });",
  ),
  '/list': page(
    `<div id="list" tabindex="0" style="height:100px;overflow:auto">${Array.from({ length: 50 }, (_, n) => `<p>Line ${n}</p>`).join('')}</div>`,
  ),
});

/** Keys that are pressed one after the other, the first on an element, and a script that shows what they did. */
const CASES: [string, string, string, string[], string, unknown][] = [
  ['selects all and replaces it', '/field', '#field', ['Control+A', 'x'], 'field.value', 'x'],
  ['writes the shortcut in small letters', '/field', '#field', ['Control+a', 'Delete'], 'field.value', ''],
  ['goes to the beginning and the end', '/field', '#field', ['Home', 'a', 'End', 'z'], 'field.value', 'aone two threez'],
  [
    'moves by words and selects',
    '/field',
    '#field',
    ['Control+Home', 'Control+ArrowRight', 'Shift+End', 'Backspace'],
    'field.value.trim()',
    'one',
  ],
  ['reports modifiers to the page', '/field', '#field', ['Control+Shift+K'], 'last.textContent', 'true,true,K'],
  ['sets a slider of the browser', '/slider', '#range', ['End', 'ArrowLeft', 'PageDown'], 'range.value', '89'],
  ['sets a slider of a script', '/slider', '#thumb', ['PageUp', 'ArrowRight'], 'v.textContent', '21'],
  [
    'scrolls a list',
    '/list',
    '#list',
    ['PageDown', 'PageDown'],
    'new Promise((done) => { const look = () => (list.scrollTop > 100 ? done(true) : requestAnimationFrame(look)); look(); })',
    true,
  ],
];

describe.each(CASES)('key_press %s', (_name, path, selector, [first = '', ...others], script, expected) => {
  test('in a playbook', async () => {
    const keys = others.map((key) => `  - { action: key_press, params: { key: '${key}' } }\n`).join('');
    await shop.place.playbook(
      'job',
      `id: job\nname: Job\nstart_url: '{base_url}${path}'\nsteps:
  - { action: key_press, selector: { primary: '${selector}' }, params: { key: '${first}' } }\n${keys}  - { action: evaluate, params: { script: '${script}' }, store_as: result }\n`,
    );
    const { report } = await shop.place.run({
      directive: 'go',
      playbook: 'job',
      start_url: shop.pages.origin,
      recording: { trace: false, screenshots: false },
    });
    expect(report).toMatchObject({ status: 'completed', data: { result: String(expected) } });
  });

  test('by an agent', async () => {
    const presses = others.map((key) => ({ action: 'key_press', key }));
    const turns = [
      act('execute_sequence', { actions: [{ action: 'key_press', selector, key: first }, ...presses] }),
      act('done', { success: false, summary: 'Done' }),
    ];
    const model = createScriptedModel((request) => (request.purpose === 'agent' ? turns.shift()! : { text: 'fill_form' }));
    const { events } = await shop.place.run(
      {
        directive: 'Fill in the form and press the keys',
        execution_mode: 'agent_only',
        start_url: shop.pages.url(path),
        recording: { trace: false, screenshots: false },
      },
      { models: () => ({ primary: model, utility: model }) },
    );
    const pressed = events.filter((event) => event.type === 'action' && event.action === 'key_press');
    expect(pressed.map((event) => event.type === 'action' && event.ok)).toEqual([first, ...others].map(() => true));
  });
});
