import { clip } from '../../base/index.ts';
import type { ErrorBody } from '../../contract/index.ts';
import type { AgentResult } from '../agent-types.ts';
import { type AskedAgain, type Evidence, judgeSuccess, readFinalAnswer } from './final-answer.ts';
import { createOutputCheck, toReportData } from './output-schema.ts';

export type JudgedAnswer =
  | { kind: 'end'; end: Pick<AgentResult, 'status' | 'summary' | 'verified' | 'data' | 'error'> }
  /** `wrong`: an invalid answer. `ask_again`: a doubtful one; each doubt is raised at most once. */
  | { kind: 'ask_again' | 'wrong'; because: string };

const MAX_SUMMARY_CHARS = 4_000;

/** Judges the final answers of one run; remembers which doubts were raised. */
export interface AnswerJudge {
  judge(input: Record<string, unknown>, evidence: Evidence): JudgedAnswer;
}

/** Throws VALIDATION_FAILED for an unusable output schema. */
export function createAnswerJudge(outputSchema: Record<string, unknown> | undefined): AnswerJudge {
  const check = outputSchema === undefined ? undefined : createOutputCheck(outputSchema);
  let asked: AskedAgain = { afterFailure: false, verification: false, quotes: false };
  let repairAsked = false;
  return {
    judge(input, evidence) {
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
      const judgement = judgeSuccess(answer, evidence, asked);
      if (judgement.verdict === 'ask_again') {
        asked = judgement.asked;
        return { kind: 'ask_again', because: judgement.because };
      }
      if (judgement.verdict === 'rejected') {
        return failure({
          code: 'STEP_FAILED',
          message: `The agent reports success but not what it saw on the page, so its answer is rejected: ${summary}`,
        });
      }
      const problems = check?.problems(answer.data) ?? [];
      if (problems.length === 0) return { kind: 'end', end: { status: 'success', summary, verified, data } };
      if (repairAsked) {
        return failure({
          code: 'VALIDATION_FAILED',
          message: `The answer's data does not fit the output_schema: ${problems.join('; ')}.`,
          details: { problems },
        });
      }
      repairAsked = true;
      return { kind: 'ask_again', because: `"data" does not fit the schema: ${problems.join('; ')}. Correct it and call done again.` };
    },
  };
}
