import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

const IMPORT = /^import\s+\{([^}]*)\}\s+from\s+'(\.{1,2}\/[\w/.-]+\.[jt]s)';\s*$/gm;
const EXPORT = /^export (?:async )?(?:function|const|let|class) (\w+)/gm;

/**
 * The in-page room as one script: an expression that is a function of nothing giving what `entry` exports. Its modules import each other
 * and nothing else; each becomes a function scope, so that their private names stay apart.
 */
export function inPageSource(entry: string): string {
  const folder = new URL('../', import.meta.url);
  const order: string[] = [];
  const add = (file: URL): string => {
    const name = file.href.slice(folder.href.length);
    if (order.some((part) => part.startsWith(`modules['${name}']`))) return name;
    const source = withoutTypes(readFileSync(file, 'utf8'), name);
    for (const [, , imported] of source.matchAll(IMPORT)) add(new URL(imported as string, file));
    const names = [...source.matchAll(EXPORT)].map(([, exported]) => exported);
    const text = source
      .replace(
        IMPORT,
        (_, list: string, imported: string) => `const {${list.replaceAll(' as ', ': ')}} = modules['${add(new URL(imported, file))}'];`,
      )
      .replace(EXPORT, (whole) => whole.slice('export '.length));
    order.push(`modules['${name}'] = (() => {${text}\nreturn { ${names.join(', ')} };})();`);
    return name;
  };
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  add(new URL(`${entry}.${extension}`, folder));
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
