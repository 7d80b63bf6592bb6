import { type Deadline, errorMessage } from '../../base/index.ts';
import { type BrowserSession, readFileContent } from '../../browser/index.ts';
import type { ActionOutcome } from '../../dispatch/index.ts';
import type { Verify } from '../../playbook/index.ts';
import { outputProblem } from './verify.ts';

/** Why the output of a step is not what is expected, as a sentence; of a download, the texts of its files and the cells of its workbooks are searched. */
export async function outcomeProblem(
  session: BrowserSession,
  { files, raw, output }: ActionOutcome,
  verify: Verify,
  deadline: Deadline,
): Promise<string | undefined> {
  if (files === undefined || verify.expect_output_contains === undefined) return outputProblem(verify, raw?.reveal() ?? output);
  const { downloadsFolder } = session.options;
  try {
    const texts = await Promise.all(
      files.map((file) => readFileContent(downloadsFolder, file, { mode: 'text', sheet: { every: true } }, deadline)),
    );
    return outputProblem(verify, texts.join('\n'));
  } catch (error) {
    return errorMessage(error); // it can't be read as text
  }
}
