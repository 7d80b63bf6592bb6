/** How this person starts Rote, for printing a command that works where they are. */
function rote(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_lifecycle_event === undefined ? 'rote' : 'npm run rote --';
}

/** The command that opens a run's trace. */
export function traceCommand(runId: string, output: string | undefined): string {
  const quote = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  return `${rote()} trace ${quote(runId)}${output === undefined ? '' : ` --output ${quote(output)}`}`;
}
