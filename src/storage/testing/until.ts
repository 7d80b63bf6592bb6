const WITHIN_MS = 100_000;
const PAUSE_MS = 50;

/** Asks again and again until the answer is something; for what only another process or a database can tell. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}
