import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

async function markdownPages(): Promise<string[]> {
  const inDocs = await readdir(join(root, 'docs'), { recursive: true });
  const atRoot = await readdir(root);
  return [...atRoot, ...inDocs.map((file) => join('docs', file))].filter((file) => file.endsWith('.md')).map((file) => join(root, file));
}

/** Text outside of code, where a link is a link. */
function prose(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
}

/** Anchors of a page's headings, as code hosts make them: lower case, punctuation dropped, spaces to dashes, repeats numbered. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const text = markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  for (const [, heading = ''] of text.matchAll(/^#{1,6} +(.+?)\s*$/gm)) {
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = shown.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    let anchor = slug;
    for (let repeat = 1; anchors.has(anchor); repeat += 1) anchor = `${slug}-${repeat}`;
    anchors.add(anchor);
  }
  return anchors;
}

function brokenLinks(page: string): string[] {
  const text = readFileSync(page, 'utf8');
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z][a-z\d+.-]*:/i.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : resolve(dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
  });
}

test('every relative link and anchor of the documentation leads somewhere', async () => {
  const broken = (await markdownPages()).flatMap((page) => brokenLinks(page).map((target) => `${relative(root, page)}: ${target}`));
  expect(broken).toEqual([]);
});

test('every file, folder and npm script of the project that the documentation names exists', async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const missing = (await markdownPages()).flatMap((page) => {
    const text = readFileSync(page, 'utf8');
    const paths = text.match(/(?<=[`\s(])(?:src|tests|bench|drift|sample|suites|playbooks|profiles|bin)\/[\w./-]*[\w/]/g) ?? [];
    const commands = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    const gone = [...paths.filter((path) => !existsSync(join(root, path))), ...commands.filter((name) => scripts[name] === undefined)];
    return gone.map((name) => `${relative(root, page)}: ${name}`);
  });
  expect(missing).toEqual([]);
});

test('every page of docs/ can be reached from docs/README.md', async () => {
  const seen = new Set<string>();
  const queue = [join(root, 'docs', 'README.md')];
  for (let page = queue.pop(); page !== undefined; page = queue.pop()) {
    if (seen.has(page)) continue;
    seen.add(page);
    for (const [, target = ''] of prose(readFileSync(page, 'utf8')).matchAll(/\]\(([^)#\s]+\.md)/g)) {
      const linked = resolve(dirname(page), target);
      if (existsSync(linked)) queue.push(linked);
    }
  }
  expect((await markdownPages()).filter((page) => page.startsWith(join(root, 'docs')) && !seen.has(page))).toEqual([]);
});
