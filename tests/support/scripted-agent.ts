import type { ModelRequest, ScriptedReply } from '../../src/model/index.ts';

/** A model's call of the browser tool. */
export const act = (action: string, input: Record<string, unknown> = {}): ScriptedReply => ({
  toolCalls: [{ name: 'browser_dom', input: { action, ...input } }],
});

/** The ref of the last element whose line in the request contains `name`, as a model would read it there. */
export function refOf(request: ModelRequest, name: string): string {
  const texts = request.messages.flatMap((message) =>
    'text' in message ? [message.text] : 'results' in message ? message.results.map((one) => one.text) : [],
  );
  const elements = [...texts.join('\n').matchAll(/\[((?:f\d+)?e\d+) ([^\]]*)/g)];
  const ref = elements.findLast(([, , words]) => words!.includes(name))?.[1];
  if (ref === undefined) throw new Error(`no ref for ${name} in:\n${texts.at(-1)}`);
  return ref;
}
