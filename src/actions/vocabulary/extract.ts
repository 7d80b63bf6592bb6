import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { acceptStatus, selector, template } from '../fields.ts';

const FROM = 'The path or name of a text file that this run downloaded, to read instead of the page';

export const extract = defineAction({
  name: 'extract',
  title: 'Read the text, HTML, value, markdown, address or an attribute of an element, or of the whole page.',
  otherNames: ['read', 'get_text', 'inner_text', 'scrape'],
  fields: {
    selector: selector.optional().describe('Without it, the whole page'),
    mode: z
      .enum(['text', 'html', 'value', 'markdown', 'attribute', 'url'])
      .default('text')
      .describe('url: the address of a link, image or form; without a selector, that of the page'),
    attribute: z.string().min(1).max(100).optional().describe('With mode attribute: its name'),
    from: z.string().min(1).max(2_000).optional().describe(FROM),
    accept_status: acceptStatus,
  },
  written: { templates: { from: template.optional().describe(FROM) } },
  rules: [
    {
      holds: (given) => given.from === undefined || (given.selector === undefined && (given.mode === undefined || given.mode === 'text')),
      error: 'reads a whole file as text with "from": it takes no selector and no other mode',
      withSelector: true,
    },
    {
      holds: (given) => (given.mode === 'attribute') === (given.attribute !== undefined),
      error: 'needs attribute, the name of one, when mode is attribute, and only then',
    },
    {
      holds: (given) => (given.mode !== 'value' && given.mode !== 'attribute') || given.selector !== undefined,
      error: 'needs a selector: modes value and attribute read one element',
      withSelector: true,
    },
  ],
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'page',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    repeats: 'always',
    effect: 'never',
    output: 'text',
    saysNothingNew: true,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 10_000,
});
