import { clip, type Deadline } from '../../base/index.ts';
import type { ErrorBody } from '../../contract/index.ts';
import type { AgentResult, ConfirmSuccess } from '../agent-types.ts';
import { type Doubt, doubtsAbout, type Evidence, readFinalAnswer } from './final-answer.ts';
import { createOutputCheck, toReportData } from './output-schema.ts';

export type JudgedAnswer =
  | { kind: 'end'; end: Pick<AgentResult, 'status' | 'summary' | 'verified' | 'data' | 'error' | 'unchanged'> }
  /** `wrong`: an invalid answer. `ask_again`: a doubtful one. */
  | { kind: 'ask_again' | 'wrong'; because: string };

const MAX_SUMMARY_CHARS = 4_000;
/** After so many doubtful answers, the next is rejected. */
const MAX_ASKED = 3;

/** Judges the final answers of one run; remembers which doubts were raised. */
export interface AnswerJudge {
  judge(input: Record<string, unknown>, evidence: Evidence, deadline: Deadline): Promise<JudgedAnswer>;
}

/** `confirm`: asked last; its first objection goes back to the agent, and the second ends the run. Throws VALIDATION_FAILED for an unusable output schema. */
export function createAnswerJudge(outputSchema: Record<string, unknown> | undefined, confirm?: ConfirmSuccess): AnswerJudge {
  const check = outputSchema === undefined ? undefined : createOutputCheck(outputSchema);
  const raised = new Set<Doubt['kind']>();
  let asked = 0;
  let repairAsked = false;
  let confirmationFailed = false;
  return {
    async judge(input, evidence, deadline) {
      const answer = readFinalAnswer(input);
      if (typeof answer === 'string') return { kind: 'wrong', because: answer };
      const summary = clip(answer.summary, MAX_SUMMARY_CHARS);
      const verified = clip(answer.verified, MAX_SUMMARY_CHARS);
      const data = toReportData(answer.data);
      const failure = (error: ErrorBody): JudgedAnswer => ({
        kind: 'end',
        end: { status: 'failure', summary: error.message, verified, data, error },
      });
      if (!answer.success) {
        return { kind: 'end', end: { status: 'failure', summary, verified, data, error: { code: 'STEP_FAILED', message: summary } } };
      }
      const doubts = doubtsAbout(answer, evidence).filter(({ once, kind }) => !once || !raised.has(kind));
      if (doubts.length > 0) {
        for (const { kind } of doubts) raised.add(kind);
        asked += 1;
        const words = doubts.map((doubt) => doubt.words).join(' ');
        if (asked <= MAX_ASKED) return { kind: 'ask_again', because: `${words} Then call done again.` };
        const message = `The agent reports success without proof, so its answer is rejected: ${summary} What is missing: ${words}`;
        return failure({ code: 'STEP_FAILED', message });
      }
      const problems = check?.problems(answer.data) ?? [];
      if (problems.length > 0) {
        if (repairAsked) {
          return failure({
            code: 'VALIDATION_FAILED',
            message: `The answer's data does not fit the output_schema: ${problems.join('; ')}.`,
            details: { problems },
          });
        }
        repairAsked = true;
        return { kind: 'ask_again', because: `"data" does not fit the schema: ${problems.join('; ')}. Correct it and call done again.` };
      }
      const objection = await confirm?.(deadline);
      if (objection === undefined) return { kind: 'end', end: { status: 'success', summary, verified, data, unchanged: answer.unchanged } };
      if (confirmationFailed) return failure(objection);
      confirmationFailed = true;
      return {
        kind: 'ask_again',
        because: `${objection.message} Look at the page, do what is missing, and call done again; or report success=false.`,
      };
    },
  };
}
