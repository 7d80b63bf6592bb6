/**
 * Passes the bytes of a file on. Throws at the end when there are more or fewer than `bytes`: a cut file must not look
 * whole.
 */
export async function* exactLengthStream(first: Buffer, rest: AsyncIterator<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let seen = first.length;
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    seen += next.value.length;
    if (seen > bytes) break;
    yield next.value;
  }
  if (seen !== bytes) throw new Error(`received ${seen} bytes of a file of ${bytes}`);
}
