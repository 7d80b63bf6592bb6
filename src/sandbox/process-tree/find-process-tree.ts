import { type Marks, type ProcessRow, readMarks, readTable } from './process-table.ts';

/** A living process of a sandbox. */
export interface Member extends ProcessRow {
  sandboxId: string;
  /** Of the nearest process above it whose environment can be read. */
  marks: Marks;
}

/**
 * Every living process that belongs to a sandbox of this machine, ours or another worker's: those whose environment says so, and all that are
 * below them or in a group that one of them leads. Browsers close the environments of some of their processes to others.
 */
export async function findFamilies(): Promise<Member[]> {
  const rows = await readTable();
  const marks = new Map<number, Marks>();
  await Promise.all(
    rows.map(async ({ pid }) => {
      const found = await readMarks(pid);
      if (found) marks.set(pid, found);
    }),
  );
  const groups = new Map<number, Marks>();
  for (const row of rows) {
    const found = row.pid === row.group ? marks.get(row.pid) : undefined;
    if (found) groups.set(row.group, found);
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent, group } of rows) {
      if (marks.has(pid)) continue;
      const inherited = marks.get(parent) ?? groups.get(group);
      if (inherited === undefined) continue;
      marks.set(pid, inherited);
      grown = true;
    }
  }
  return rows.flatMap((row) => {
    const found = marks.get(row.pid);
    return found ? [{ ...row, sandboxId: found.sandboxId, marks: found }] : [];
  });
}

export async function findFamily(sandboxId: string): Promise<Member[]> {
  return (await findFamilies()).filter((member) => member.sandboxId === sandboxId);
}
