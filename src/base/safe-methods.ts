/** HTTP methods that do not ask for a change: such a request may be repeated. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
