/** How the user started Rote, so the printed command works for them. */
function rote(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_lifecycle_event === undefined ? 'rote' : 'npm run rote --';
}

/** The command that opens a run's trace. */
export function traceCommand(runId: string, output: string | undefined): string {
  const quote = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  return `${rote()} trace ${quote(runId)}${output === undefined ? '' : ` --output ${quote(output)}`}`;
}
