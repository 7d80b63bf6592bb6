import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClickVerdict, judgeClick } from '../../src/guardrails/index.ts';
import { isHeldBack, type LabelledControl, writes } from './controls.ts';

const FOLDER = join(import.meta.dirname, 'controls');

export function readControls(): LabelledControl[] {
  return readdirSync(FOLDER).flatMap((file) =>
    readFileSync(join(FOLDER, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LabelledControl),
  );
}

interface Counts {
  controls: number;
  /** Controls that change data. */
  write: number;
  falseSafe: number;
  falseDestructive: number;
  judged: number;
}

/** How often a verdict was wrong, and how often a model is needed. */
export function count(controls: readonly LabelledControl[], verdictOf: (control: LabelledControl) => ClickVerdict): Counts {
  const counts: Counts = { controls: controls.length, write: 0, falseSafe: 0, falseDestructive: 0, judged: 0 };
  for (const control of controls) {
    const verdict = verdictOf(control);
    if (writes(control)) counts.write++;
    if (writes(control) && verdict === 'safe') counts.falseSafe++;
    if (!writes(control) && verdict === 'destructive') counts.falseDestructive++;
    if (verdict === 'unknown') counts.judged++;
  }
  return counts;
}

export const now = ({ facts }: LabelledControl): ClickVerdict => judgeClick(facts);
export const before = (control: LabelledControl): ClickVerdict => control.before;

/** Prints false "safe", false "destructive" and the share that needs a judge, before and now, by application and for the half never tuned on. */
export function reportControls(showErrors: boolean): void {
  const all = readControls();
  const groups: [string, LabelledControl[]][] = [
    ...[...new Set(all.map((one) => one.application))].map((name): [string, LabelledControl[]] => [
      name,
      all.filter((one) => one.application === name),
    ]),
    ['tuned on', all.filter((one) => !isHeldBack(one))],
    ['held back', all.filter(isHeldBack)],
    ['all', all],
  ];
  console.log('controls of real applications; goals: 0 false safe, <= 3 % false destructive, <= 10 % need a judge');
  for (const [name, controls] of groups) {
    for (const [when, verdictOf] of [
      ['before', before],
      ['now', now],
    ] as const) {
      const counts = count(controls, verdictOf);
      const reads = counts.controls - counts.write;
      const share = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`.padStart(7);
      console.log(
        `${name.padEnd(12)} ${when.padEnd(7)} ${String(counts.controls).padStart(4)} controls, ${String(counts.write).padStart(3)} write` +
          `   false safe ${String(counts.falseSafe).padStart(3)}   false destructive ${String(counts.falseDestructive).padStart(3)} of ${reads} (${share(counts.falseDestructive, reads)})` +
          `   judge ${share(counts.judged, counts.controls)}`,
      );
    }
  }
  if (!showErrors) return;
  for (const control of all.filter((one) => !isHeldBack(one))) {
    const verdict = now(control);
    const isWrong = writes(control) ? verdict === 'safe' : verdict !== 'safe';
    if (isWrong) console.log(JSON.stringify({ verdict, ...control }));
  }
}
