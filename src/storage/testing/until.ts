const TIMEOUT_MS = 100_000;
const PAUSE_MS = 50;

/** Polls until the answer is neither undefined nor false; for state that only another process or a database knows. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}
