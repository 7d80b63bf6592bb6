/**
 * Measures the input tokens (o200k) of each step in a 40-step agent run with a scripted model: reading, typing, clicking, extracting and sometimes
 * failing, on pages of about 1,500 tokens. The goal is a flat curve after step 5; the last column is the cost of keeping everything.
 */
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { AGENT_COMMANDS } from '../src/actions/index.ts';
import { act, done, runScripted } from '../src/agent/testing/harness.ts';
import { createBrowserTool } from '../src/agent/tool/browser-tool.ts';
import type { ModelRequest } from '../src/model/index.ts';

const STEPS = 40;
const tokensOf = (text: string) => encode(text).length;
const promptTokens = (request: ModelRequest) =>
  tokensOf(request.system) + tokensOf(JSON.stringify(request.tools)) + tokensOf(JSON.stringify(request.messages));

/** An orders page in the form of an observation, with different numbers each time. */
function page(look: number): string {
  const rows = Array.from({ length: 40 }, (_, row) => {
    const id = 10_000 + look * 41 + row;
    return `row: "#${id}" link [e${row * 3 + 10}] | "Customer ${id % 97}" | "${(id % 500) + 0.5} EUR" | "${id % 3 === 0 ? 'Shipped' : 'Open'}" | button "Open" [e${row * 3 + 11}]`;
  });
  return [`Orders, page ${look}`, 'url http://shop.test/orders', 'searchbox "Search" [e1]', 'button "Search" [e2]', ...rows].join('\n');
}

function turn(call: number) {
  if (call === STEPS) return done({ summary: `Compared ${call} orders.`, verified: 'The list shows "Shipped" for the order.' });
  const note = call % 5 === 0 ? { note: `Order ${10_000 + call} belongs to customer ${call}, open, 120.50 EUR` } : {};
  switch (call % 4) {
    case 0:
      return act('extract', { selector: `e${call}`, ...note });
    case 1:
      return act('key_press', { selector: 'e1', text: `order ${call}`, ...note });
    case 2:
      return act('click', { selector: `e${call + 10}`, ...note });
    default:
      return act('goto', { url: `http://shop.test/orders/${10_000 + call}`, ...note });
  }
}

let looks = 0;
const { model, result } = await runScripted({
  turns: (_request, call) => ({ ...turn(call), reasoning: `At step ${call} I compare the order with the list and go on. `.repeat(4) }),
  budgets: { maxSteps: STEPS },
  observe: async () => {
    looks += 1;
    return { text: page(looks), url: `http://shop.test/orders?page=${looks}`, title: 'Orders' };
  },
  answer: ({ command: { action, ...input } }, count) => {
    const url = 'url' in input && typeof input.url === 'string' ? input.url : `http://shop.test/orders?page=${count}`;
    if (count % 9 === 0)
      return { error: { code: 'STEP_FAILED', message: `No element matches ${JSON.stringify(input)} at step ${count}.` }, url };
    return action === 'extract'
      ? { text: 'Read 900 characters.', output: `Order detail ${count}: `.padEnd(900, `line ${count}; `), url }
      : { text: `Did ${action}.`, url };
  },
});

const perStep = model.calls.map(promptTokens);
const fixed = perStep[0]! - tokensOf(page(1));
let kept = fixed;
console.log('step  input tokens  if everything were kept');
for (const [index, tokens] of perStep.entries()) {
  kept += tokensOf(page(index + 1)) + 120;
  console.log(`${String(index + 1).padStart(4)}  ${String(tokens).padStart(12)}  ${String(kept).padStart(23)}`);
}
console.log(`the tool alone: ${tokensOf(JSON.stringify(createBrowserTool(AGENT_COMMANDS).spec))} tokens with all actions (goal: 900)`);
const mean = (from: number, to: number) => perStep.slice(from - 1, to).reduce((sum, tokens) => sum + tokens, 0) / (to - from + 1);
console.log(`\nrun: ${result.status} in ${result.steps} steps; rules, tool and task: ${fixed} tokens`);
console.log(`flatness: mean of steps 35-40 / mean of steps 6-10 = ${(mean(35, 40) / mean(6, 10)).toFixed(3)} (goal: about 1)`);
