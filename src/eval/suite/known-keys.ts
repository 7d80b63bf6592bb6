type Definition = {
  innerType?: unknown;
  in?: unknown;
  element?: unknown;
  valueType?: unknown;
  options?: readonly unknown[];
  discriminator?: string;
  values?: readonly unknown[];
};

/** The keys that a schema allows at a path of a value, for suggestions on mistyped keys; empty if unknown. */
export function knownKeys(schema: unknown, path: readonly PropertyKey[], value: unknown): string[] {
  let places = [{ schema, value }];
  for (const part of path) {
    places = places.flatMap(unwrapped).flatMap((place) => {
      const child = shapeOf(place.schema)?.[String(part)] ?? defOf(place.schema)?.element ?? defOf(place.schema)?.valueType;
      return child === undefined ? [] : [{ schema: child, value: childOf(place.value, part) }];
    });
  }
  return [...new Set(places.flatMap(unwrapped).flatMap((place) => Object.keys(shapeOf(place.schema) ?? {})))];
}

/** Unwraps optional, default and transform, and resolves a union to the branches that the value may belong to. */
function unwrapped({ schema, value }: { schema: unknown; value: unknown }): { schema: unknown; value: unknown }[] {
  const definition = defOf(schema);
  const inner = definition?.innerType ?? definition?.in;
  if (inner !== undefined) return unwrapped({ schema: inner, value });
  if (definition?.options === undefined) return [{ schema, value }];
  const { discriminator } = definition;
  const branches = definition.options.filter((option) => {
    if (discriminator === undefined) return true;
    const kinds = defOf(shapeOf(unwrapped({ schema: option, value })[0]?.schema)?.[discriminator])?.values ?? [];
    return kinds.includes(childOf(value, discriminator));
  });
  return branches.flatMap((option) => unwrapped({ schema: option, value }));
}

function defOf(schema: unknown): Definition | undefined {
  return (schema as { def?: Definition } | undefined)?.def;
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return (schema as { shape?: Record<string, unknown> } | undefined)?.shape;
}

function childOf(value: unknown, part: PropertyKey): unknown {
  return value === null || typeof value !== 'object' ? undefined : (value as Record<PropertyKey, unknown>)[part];
}
