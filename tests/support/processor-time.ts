/**
 * Milliseconds of processor time that `work` takes in this process. For texts and patterns made to explode: a busy machine does not count, and a
 * limit that is hundreds of times what is usual holds on a slow one too.
 */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
