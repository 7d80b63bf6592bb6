import { listPids, readMarks, readRow } from './process-table.ts';

/**
 * Who belongs to which sandbox, asked again and again: each process is looked at once, when it is first seen. For watching; who is to be
 * killed is looked up anew.
 */
export class Membership {
  /** '' for a process of no sandbox. */
  readonly #sandboxOf = new Map<number, string>();

  /** The living processes of each sandbox. */
  async look(): Promise<Map<string, number[]>> {
    const pids = await listPids();
    const there = new Set(pids);
    for (const pid of this.#sandboxOf.keys()) if (!there.has(pid)) this.#sandboxOf.delete(pid);
    // Parents have smaller numbers than their children, but for the rare moment when the numbers begin again.
    for (const pid of pids.filter((one) => !this.#sandboxOf.has(one))) {
      const id = (await readMarks(pid))?.sandboxId ?? this.#sandboxOf.get((await readRow(pid))?.parent ?? 0) ?? '';
      this.#sandboxOf.set(pid, id);
    }
    const families = new Map<string, number[]>();
    for (const [pid, id] of this.#sandboxOf) if (id !== '') families.set(id, [...(families.get(id) ?? []), pid]);
    return families;
  }
}
