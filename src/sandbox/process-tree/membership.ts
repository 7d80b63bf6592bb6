import { listPids, readRow, readSandboxLabels } from './process-table.ts';

/**
 * Caches which process belongs to which sandbox: each process is inspected once, when it is first seen. For monitoring only; killing looks
 * processes up again.
 */
export class Membership {
  /** '' for a process outside all sandboxes. */
  readonly #sandboxOf = new Map<number, string>();

  /** The live processes of each sandbox. */
  async look(): Promise<Map<string, number[]>> {
    const pids = await listPids();
    const alive = new Set(pids);
    for (const pid of this.#sandboxOf.keys()) if (!alive.has(pid)) this.#sandboxOf.delete(pid);
    // Parents have smaller ids than their children, except when the ids wrap around.
    for (const pid of pids.filter((one) => !this.#sandboxOf.has(one))) {
      const id = (await readSandboxLabels(pid))?.sandboxId ?? this.#sandboxOf.get((await readRow(pid))?.parent ?? 0) ?? '';
      this.#sandboxOf.set(pid, id);
    }
    const trees = new Map<string, number[]>();
    for (const [pid, id] of this.#sandboxOf) if (id !== '') trees.set(id, [...(trees.get(id) ?? []), pid]);
    return trees;
  }
}
