import TurndownService from 'turndown';
import { strikethrough, taskListItems } from 'turndown-plugin-gfm';

/** Only an article with at least this share of the page's text replaces the page: in applications few have it. */
const ARTICLE_SHARE = 0.5;

function cellText(content: string): string {
  return content
    .trim()
    .replace(/\n+/g, ' ')
    .replace(/(?<!\\)\|/g, '\\|');
}

function rowsOf(table: HTMLElement): HTMLElement[][] {
  const rows = Array.from(table.querySelectorAll('tr')).filter((row) => row.closest('table') === table);
  return rows.map((row) => Array.from(row.children).filter((cell): cell is HTMLElement => /^T[HD]$/.test(cell.nodeName)));
}

function makeService(): TurndownService {
  const service = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-', codeBlockStyle: 'fenced', emDelimiter: '*' });
  service.use([strikethrough, taskListItems]);
  service.remove(['script', 'style', 'noscript', 'template']);
  service.addRule('image', {
    filter: 'img',
    replacement: (_content, node) => {
      const alt = (node as HTMLElement).getAttribute('alt')?.trim() ?? '';
      return alt === '' ? '' : `![${alt}](${(node as HTMLElement).getAttribute('src') ?? ''})`;
    },
  });
  // The plugin's own rule leaves tables without a heading row as HTML; back offices are full of them.
  service.addRule('table', {
    filter: (node) => node.nodeName === 'TABLE',
    replacement: (content, node) => {
      const table = node as HTMLElement;
      if (table.querySelector('table')) return `\n\n${content}\n\n`; // a layout table: its inner tables are converted already
      const rows = rowsOf(table).filter((cells) => cells.length > 0);
      if (rows.length === 0) return '';
      const wide = (cells: HTMLElement[]) =>
        cells.flatMap((cell) => [
          cellText(service.turndown(cell.innerHTML)),
          ...Array.from({ length: Math.max(0, Math.min(50, Number(cell.getAttribute('colspan') ?? 1) - 1)) }, () => ''),
        ]);
      const texts = rows.map(wide);
      const width = Math.max(...texts.map((row) => row.length));
      const hasHead = (rows[0] ?? []).every((cell) => cell.nodeName === 'TH');
      const [head = [], ...body] = hasHead ? texts : [[], ...texts];
      const line = (row: string[]) => `| ${Array.from({ length: width }, (_, at) => row[at] ?? '').join(' | ')} |`;
      const caption = table.querySelector('caption')?.textContent?.trim() ?? '';
      const lines = [line(head), `|${' --- |'.repeat(width)}`, ...body.map(line)];
      return `\n\n${caption === '' ? '' : `${caption}\n\n`}${lines.join('\n')}\n\n`;
    },
  });
  return service;
}

let service: TurndownService | undefined;

/** GitHub-flavoured markdown of a piece of HTML. */
export function htmlToMarkdown(html: string): string {
  service ??= makeService();
  return service.turndown(html);
}

/**
 * Markdown of a whole page: the article when the page is one, by Mozilla's readability, otherwise everything. The
 * libraries are loaded on first use, since most runs never need them.
 */
export async function pageToMarkdown(html: string, title: string): Promise<string> {
  const [{ parseHTML }, { isProbablyReaderable, Readability }] = await Promise.all([import('linkedom'), import('@mozilla/readability')]);
  const whole = htmlToMarkdown(html);
  const { document } = parseHTML(`<!doctype html><html><head></head>${html}</html>`);
  if (!isProbablyReaderable(document)) return whole;
  const article = new Readability(document).parse();
  if (!article?.content) return whole;
  const markdown = htmlToMarkdown(article.content);
  if (markdown.length < whole.length * ARTICLE_SHARE) return whole;
  const heading = article.title?.trim() || title.trim();
  return heading === '' || markdown.startsWith('# ') ? markdown : `# ${heading}\n\n${markdown}`;
}
