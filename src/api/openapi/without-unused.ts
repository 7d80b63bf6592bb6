const REF = /"#\/components\/schemas\/([^"]+)"/g;

interface Document {
  paths?: unknown;
  components?: { schemas?: object };
}

/** Each schema has a form for requests and one for answers; those that nothing refers to are left out. */
export function withoutUnused<T extends Document>(document: T): T {
  const schemas: [string, unknown][] = Object.entries(document.components?.schemas ?? {});
  const used = new Set<string>();
  const follow = (part: unknown) => {
    for (const [, name] of JSON.stringify(part ?? null).matchAll(REF)) {
      if (name === undefined || used.has(name)) continue;
      used.add(name);
      follow(schemas.find(([id]) => id === name)?.[1]);
    }
  };
  follow(document.paths);
  const kept = Object.fromEntries(schemas.filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } };
}
