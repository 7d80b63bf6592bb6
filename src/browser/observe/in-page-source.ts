import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

const IMPORT = /^import\s+\{([^}]*)\}\s+from\s+'(\.\/[\w-]+\.[jt]s)';\s*$/gm;
const EXPORT = /^export (?:async )?(?:function|const|let|class) (\w+)/gm;

/**
 * The in-page room as one script: an expression that is a function of nothing giving what `entry` exports. Its modules import each other
 * and nothing else; each becomes a function scope, so that their private names stay apart.
 */
export function inPageSource(entry: string): string {
  const folder = new URL('../in-page/', import.meta.url);
  const order: string[] = [];
  const add = (file: string) => {
    const name = file.replace(/^\.\//, '');
    if (order.some((part) => part.startsWith(`modules['${name}']`))) return;
    const source = withoutTypes(readFileSync(new URL(name, folder), 'utf8'), name);
    for (const [, , imported] of source.matchAll(IMPORT)) add(imported as string);
    const names = [...source.matchAll(EXPORT)].map(([, exported]) => exported);
    const text = source
      .replace(IMPORT, (_, list: string, imported: string) => `const {${list.replaceAll(' as ', ': ')}} = modules['${imported.slice(2)}'];`)
      .replace(EXPORT, (whole) => whole.slice('export '.length));
    order.push(`modules['${name}'] = (() => {${text}\nreturn { ${names.join(', ')} };})();`);
  };
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  add(`./${entry}.${extension}`);
  return `(() => {'use strict'; const modules = {};\n${order.join('\n')}\nreturn modules['${entry}.${extension}'];})`;
}

function withoutTypes(source: string, file: string): string {
  if (!file.endsWith('.ts')) return source.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  const { emitWarning } = process;
  // Node says once a process that this function is experimental; the readers of a program's stderr did not ask.
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
