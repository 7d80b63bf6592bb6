/** The values of something that may be given once, several times or not at all. */
export function listOf<Value>(given: Value | readonly Value[] | undefined): readonly Value[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given as Value];
}
