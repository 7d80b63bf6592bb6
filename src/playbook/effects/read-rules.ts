import type { ReadRule } from '../../contract/index.ts';

/** Whether one of the rules says that such a request only reads. */
export function isDeclaredRead(rules: readonly ReadRule[], request: { method: string; path: string; body: string }): boolean {
  return rules.some(
    ({ method, path, body }) =>
      (method === undefined || method === request.method) &&
      matchesPath(path, request.path) &&
      (body === undefined || request.body.includes(body)),
  );
}

/** `*` matches within one part of the path, `**` over parts. */
function matchesPath(glob: string, path: string): boolean {
  const pattern = glob
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : RegExp.escape(part)))
    .join('');
  return new RegExp(`^${pattern}$`).test(path);
}
