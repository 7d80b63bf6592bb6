/** HTTP methods that ask for nothing to be changed, so that a request may be repeated. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
