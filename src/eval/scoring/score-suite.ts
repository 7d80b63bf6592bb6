import type { Header } from '../records/header.ts';
import type { JournalLine, TrialRecord } from '../records/trial-record.ts';
import type { EvalSuite } from '../suite/suite.ts';
import { figuresOf } from './figures.ts';
import { plannedCases } from './planned-trials.ts';
import type { EvalReport } from './report-schema.ts';
import { scoreCase } from './score-case.ts';

/** Makes the report of a suite from the records of its trials. Pure: runs nothing and reads no clock. */
export function scoreSuite(suite: EvalSuite, header: Header, lines: readonly JournalLine[]): EvalReport {
  const cases = plannedCases(suite, header).map(({ one, trials }) => scoreCase(one, trials, lines));
  const finished = lines.filter((line): line is TrialRecord => line.type === 'finished');
  const tags = [...new Set(cases.flatMap((one) => one.tags))].sort();
  const { sessions } = header;
  return {
    format: 'rote-eval-report',
    version: 1,
    suite: { name: suite.name, description: suite.description, file: header.suite_file, hash: suite.hash },
    passed: cases.every((one) => one.passed),
    started_at: sessions[0]?.started_at ?? null,
    finished_at: sessions.at(-1)?.ended?.at ?? null,
    sessions,
    models: [...new Set(finished.flatMap((record) => record.models))].sort(),
    prices: header.prices,
    notes: notesOf(suite, header),
    figures: figuresOf(cases),
    tags: tags.map((tag) => {
      const tagged = cases.filter((one) => one.tags.includes(tag));
      return { tag, cases: tagged.length, figures: figuresOf(tagged) };
    }),
    cases,
  };
}

function notesOf(suite: EvalSuite, { sessions, suite_hash, tags }: Header): string[] {
  const notes: string[] = [];
  const ended = sessions.at(-1)?.ended;
  if (ended?.reason) notes.push(`It ended early: ${ended.reason}`);
  if (sessions.length > 1) notes.push(`It was resumed ${sessions.length === 2 ? 'once' : `${sessions.length - 1} times`}.`);
  const versions = new Set(sessions.map((session) => JSON.stringify(session.versions)));
  if (versions.size > 1) notes.push('Not all trials ran with the same version, browser or model: see the sessions.');
  if (sessions.some((session) => session.versions.dirty)) notes.push('The checkout had uncommitted changes.');
  if (suite.hash !== suite_hash) notes.push('The expectations differ from those the trials ran with: it was scored again.');
  if (tags.length > 0) notes.push(`Only cases with the tag ${tags.join(' or ')} were run.`);
  return notes;
}
