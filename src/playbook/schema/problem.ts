/**
 * What is wrong with a playbook file. `line`, `column` and `step` count from 1; `path` is a path in the file such as
 * `steps.0.params.text`.
 */
export interface PlaybookProblem {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly step?: number;
  readonly path: string;
}

/** Why values could not be put into a playbook. `step` counts from 1. */
export interface BindProblem {
  readonly message: string;
  readonly path: string;
  readonly step?: number;
  /** The placeholder or parameter concerned. */
  readonly name?: string;
}

/** `cancel_order.yaml:12:5: step 3: …`, the form in which a problem is printed. */
export function formatProblem(problem: PlaybookProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}: `;
  return problem.step === undefined ? `${where}${problem.message}` : `${where}step ${problem.step}: ${problem.message}`;
}

/** A path as it is written: `['steps', 0, 'params']` is `steps.0.params`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

/** The step that contains a path, from 1. */
export function stepOfPath(path: readonly PropertyKey[]): number | undefined {
  return path[0] === 'steps' && typeof path[1] === 'number' ? path[1] + 1 : undefined;
}
