import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { acceptStatus, selector, template } from '../fields.ts';

const FROM = 'The path or name of a text file or an XLSX workbook that this run downloaded, to read instead of the page';
const SHEET = 'With from: the sheet of a workbook, by its name or its position from 1. Without it, the first one';

const FILE_MODES: ReadonlySet<unknown> = new Set(['text', 'table']);

export const extract = defineAction({
  name: 'extract',
  title: 'Read the text, HTML, value, markdown, address or an attribute of an element or of the whole page, or a downloaded file.',
  otherNames: ['read', 'get_text', 'inner_text', 'scrape'],
  brief: {
    title: 'read an element, the page or a downloaded file',
    fields: { attribute: '', from: 'file', mode: 'table: rows as JSON' },
    omits: ['sheet'],
  },
  fields: {
    selector: selector.optional().describe('Without it, the whole page'),
    mode: z
      .enum(['text', 'html', 'value', 'markdown', 'attribute', 'url', 'table'])
      .default('text')
      .describe(
        'url: the address of a link, image or form; without a selector, that of the page. table: the rows of a table of the page, or with from of a CSV, TSV or XLSX file, as JSON objects by header',
      ),
    attribute: z.string().min(1).max(100).optional().describe('With mode attribute: its name'),
    from: z.string().min(1).max(2_000).optional().describe(FROM),
    sheet: z
      .union([z.int().min(1).max(10_000), z.string().min(1).max(200)])
      .optional()
      .describe(SHEET),
    accept_status: acceptStatus,
  },
  written: {
    templates: {
      from: template.optional().describe(FROM),
      sheet: z
        .union([z.int().min(1).max(10_000), template])
        .optional()
        .describe(SHEET),
    },
  },
  rules: [
    {
      holds: (given) => given.from === undefined || (given.selector === undefined && FILE_MODES.has(given.mode ?? 'text')),
      error: 'reads a whole file with "from": it takes no selector, and only mode text or table',
      withSelector: true,
    },
    {
      holds: (given) => given.mode !== 'table' || given.from !== undefined || given.selector !== undefined,
      error: 'needs a selector (a table of the page) or from (a downloaded file) for mode table',
      withSelector: true,
    },
    {
      holds: (given) => given.sheet === undefined || given.from !== undefined,
      error: 'needs from, a downloaded workbook, for sheet',
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
