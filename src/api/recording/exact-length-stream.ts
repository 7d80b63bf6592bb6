/**
 * The bytes of a file as they come. Throws at the end when they are more or fewer than the file has, so that nothing that was cut looks whole.
 */
export async function* counted(first: Buffer, rest: AsyncIterator<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let seen = first.length;
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    seen += next.value.length;
    if (seen > bytes) break;
    yield next.value;
  }
  if (seen !== bytes) throw new Error(`${seen} bytes came where the file has ${bytes}`);
}
