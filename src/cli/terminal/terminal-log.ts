import type { Log } from '../../base/index.ts';
import type { Terminal } from './terminal.ts';

/** As the services' logs number them. */
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50, silent: Number.POSITIVE_INFINITY };

/**
 * Logs JSON lines on stderr, like those of the services. ROTE_LOG sets the level (default warn: a person sees only what
 * matters). Without their logger, which every start would have to load.
 */
export function terminalLog(terminal: Terminal, env: NodeJS.ProcessEnv): Log {
  const least = LEVELS[env.ROTE_LOG as keyof typeof LEVELS] ?? LEVELS.warn;
  const at =
    (name: keyof Log) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      const level = LEVELS[name];
      if (level >= least) terminal.err(JSON.stringify({ level, time: Date.now(), ...fields, msg: message }));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
