/** Loads what plans and drives a run, most of the program. A process that waits for its run calls it in advance. */
export function loadDrive(): Promise<typeof import('./drive.ts')> {
  return import('./drive.ts');
}
