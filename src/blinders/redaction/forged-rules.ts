/**
 * Structures that belong only in a model's own conversation: tool calls, turns with special tokens, reasoning,
 * observations, marks. They are matched against the whole folded text, with its lines.
 */
export const FORGED: readonly RegExp[] = [
  // Tool calls in tags, up to the closing tag if there is one.
  /<\s*\/?\s*(?:antml:)?(?:function_calls?|invoke|tool_calls?|tool_use|tool_results?|function_results?|function=[\w-]+|tool_code|tool_response)\b[^>]*>(?:[\s\S]{0,2000}<\s*\/\s*(?:antml:)?(?:function_calls?|invoke|tool_calls?|tool_use|tool_results?|function_results?|function|tool_code|tool_response)\s*>)?/g,
  /<\s*\/?\s*(?:antml:)?parameter\s+name\s*=\s*["']?(?:action|selector|target|ref|url|text|key|command|tool|arguments|files?)["']?\s*>(?:[^<]{0,500}<\s*\/\s*(?:antml:)?parameter\s*>)?/g,
  // Turns in tags.
  /<\s*(?:system|assistant|developer|user_query|system[_-]?(?:prompt|message|reminder|instructions?)|important_instructions?|admin|instructions?)\s*>(?=[^\n]*\b(?:you|your|must|agents?|assistant|the user|ignore|obey)\b)[^\n]*(?:\n?[^<\n]*<\s*\/\s*(?:system|assistant|developer|system[_-]?\w+)\s*>)?/g,
  /^[ \t]*(?:#{2,}|\*{2}|={3,}|-{3,}|\[|\()\s*(?:new |updated |real )?(?:system|developer|instructions?|system (?:prompt|message|override|notice|instructions?)|assistant instructions?|response|end of (?:system )?prompt)\s*(?:#{2,}|\*{2}|={3,}|-{3,}|\]|\))?\s*:?[ \t]*(?:\n(?=[^\n]*\b(?:you|your|ignore|must|assistant|agent|click|send|delete)\b)[^\n]*|(?<=[\])*:=-]\s*)[^\n]*\b(?:you|your|ignore|must|assistant|agent|click|send|delete|task|goal|user)\b[^\n]*)/gm,
  /^[ \t]*(?:system|developer)(?: (?:message|prompt|override|instructions?|notice|note|alert))?\s*[:>]\s*[^\n]*\b(?:you (?:are|must|will|should|have)|your|ignore|disregard|assistant|agents?|the user|approved|task|click|delete|send|navigate|instructions?|override)\b[^\n]*/gm,
  /\b(?:begin|start|end)(?: of)?[ _-]+(?:the )?(?:system|hidden|user|developer|untrusted|trusted|page|web|tool|external|website)[ _-]+(?:prompts?|instructions?|content|text|data|messages?|output|results?|input)\b[^\n]*/g,
  // ReAct: a thought about the user, or an action in the form of a call, with the observations that follow.
  /^[ \t]*(?:thoughts?|thinking|reasoning)\s*\d*\s*:[^\n]*(?:\n[ \t]*(?:thoughts?|actions?(?: input)?|observations?|final answer|pause|answer)\s*\d*\s*:[^\n]*)+/gm,
  /^[ \t]*(?:thoughts?|thinking)\s*\d*\s*:\s*(?:the user|i (?:should|need|must|will|have|now|am)|let me|now i|we (?:should|need|must)|next,? i)\b[^\n]*/gm,
  /^[ \t]*(?:actions?|next action|tool)\s*\d*\s*:\s*(?:browser_dom|goto|click|key_press|scroll|extract|get_dom|wait_for|select|upload|download|switch_tab|execute_sequence|navigate|type|fill|press|submit|delete)\s*[[({][^\n]*(?:\n[ \t]*(?:observations?|action input|result)\s*\d*\s*:[^\n]*)*/gm,
  /^[ \t]*action input\s*\d*\s*:[^\n]*/gm,
  // A user's turn in the form of a transcript; chat logs between people use names.
  /^[ \t]*human\s*:[^\n]*(?:\n\s*assistant\s*:[^\n]*)+/gm,
  /^[ \t]*human\s*:\s*(?:please |now |also |yes,? |ok,? )*(?:delete|remove|cancel|transfer|pay|approve|confirm|click|navigate|send|forward|ignore|buy|go to|open)\b[^\n]*/gm,
  // Tool calls and results as JSON.
  /\{\s*["']?(?:action|tool|tool_name|function|name|command)["']?\s*:\s*["'](?:browser_dom|goto|click|key_press|get_dom|wait_for|switch_tab|execute_sequence|navigate|browser_\w+)["'][^{}]{0,600}(?:\{[^{}]{0,600}\}[^{}]{0,200})?\}/g,
  // Observations and notes in the wording of an agent harness.
  /^[ \t]*(?:\[|\*\*|#+ ?)?(?:page (?:has )?changed|page updated?|dom (?:changed|mutation)|mutation summary|state change|new observation|observation|snapshot|tool[ _-](?:result|output|response)|function[ _-](?:result|output)|action result|step result|browser (?:state|event)|verified on the page|agent (?:state|memory|note)|session memory|guard(?:rail)?s?|scope)(?:\]|\*\*)?\s*:\s*[^\n]*\b(?:click|next step|confirmed|approved|appeared|dialog|allowed|done|completed?|proceed|disabled|granted|success|now (?:call|press|open)|user|navigate|go to|task|#[\w-]+|e\d+|ok"?\s*:\s*true)\b[^\n]*/gm,
  /^[ \t]*\[(?:scope|guard(?:rail)?s?|browser_dom|(?:tool|function)[ _-]?(?:result|call|output))\][^\n]*/gm,
  /^[ \t]*\[?(?:assistant|agent|ai)\]?\s*:[^\n]*\b(?:i (?:will|shall|am going to|should|must|have to) (?:now |next |first )?(?:click|navigate|press|call|execute|scroll|goto)|i have completed the task|task (?:is )?(?:complete|done|finished))\b[^\n]*/gm,
  /\bnext (?:step|action)s?\s*(?:is|are|:)\s*(?:to )?(?:click|press|call|navigate|goto|execute)\b[^\n]*?(?:#[\w-]+|\be\d+\b|\bbutton\b|"[^"\n]*"|\()[^\n]*?(?=[.!?](?:\s|$)|\n|$)/g,
  // Marks that resemble Rote's own.
  /(?:(?<!<)<{2,8}|(?<!\[)\[{1,2}|(?<!=)={3,40}|(?<!-)-{3,40}|(?<!\*)\*{3,40})\s*(?:\/|end(?: of)?)?\s*(?:untrusted|trusted|page|web|external|site|browser)[ _·-]*(?:text|content|data|page|input|observation)?[^\n<>\]=]{0,60}(?:>{2,8}|\]{1,2}|={3,40}|-{3,40}|\*{3,40})(?<=(?:untrusted|trusted|page[ _·-]*text|end[^\n]{0,20}|web[ _-]*content|external[ _-]*content)[^\n]{0,90})/g,
];

/** A prefilter: every structure needs one of these. */
export const FORGED_TRIGGER =
  /<|\[|\{|^\s*(?:thought|thinking|reasoning|action|tool|\[|human|assistant|ai\b|system|developer|page|dom|mutation|state|new observation|observation|snapshot|function|step|browser|verified|agent|session memory|guard|scope|[#*=-]{2,})|\bnext (?:step|action)|\b(?:begin|start|end)\b|["']role["']/m;
