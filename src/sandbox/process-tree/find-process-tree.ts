import { type ProcessRow, readSandboxLabels, readTable, type SandboxLabels } from './process-table.ts';

/** A live process of a sandbox. */
export interface Member extends ProcessRow {
  sandboxId: string;
  /** From its own environment, or the nearest ancestor whose environment can be read. */
  labels: SandboxLabels;
}

/**
 * Every live process of a sandbox on this host, ours or another worker's: processes labelled by their environment, their descendants, and the
 * groups they lead. A label alone is not enough: the environment of some browser processes cannot be read.
 */
export async function findSandboxProcesses(): Promise<Member[]> {
  const rows = await readTable();
  const labels = new Map<number, SandboxLabels>();
  await Promise.all(
    rows.map(async ({ pid }) => {
      const found = await readSandboxLabels(pid);
      if (found) labels.set(pid, found);
    }),
  );
  const groups = new Map<number, SandboxLabels>();
  for (const row of rows) {
    const found = row.pid === row.group ? labels.get(row.pid) : undefined;
    if (found) groups.set(row.group, found);
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent, group } of rows) {
      if (labels.has(pid)) continue;
      const inherited = labels.get(parent) ?? groups.get(group);
      if (inherited === undefined) continue;
      labels.set(pid, inherited);
      grown = true;
    }
  }
  return rows.flatMap((row) => {
    const found = labels.get(row.pid);
    return found ? [{ ...row, sandboxId: found.sandboxId, labels: found }] : [];
  });
}

export async function findProcessTree(sandboxId: string): Promise<Member[]> {
  return (await findSandboxProcesses()).filter((member) => member.sandboxId === sandboxId);
}
