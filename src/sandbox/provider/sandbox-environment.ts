import { formatProcessName, type ProcessName, SANDBOX_ID, SANDBOX_WORKER } from '../process-tree/process-identity.ts';

const NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'LD_LIBRARY_PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
  'ROTE_LOG',
  'ROTE_NO_SANDBOX',
]);
const PREFIXES = ['LC_', 'XDG_', 'FONTCONFIG_'];

/**
 * The environment of a sandbox, which its browser inherits: what a program needs on this host, and the labels of sandbox and worker. Keys and
 * settings are never passed on.
 */
export function sandboxEnvironment(
  env: NodeJS.ProcessEnv,
  own: { sandboxId: string; worker: ProcessName; folder: string },
): Record<string, string> {
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (NAMES.has(entry[0]) || PREFIXES.some((prefix) => entry[0].startsWith(prefix))),
  );
  return {
    ...Object.fromEntries(passed),
    TMPDIR: own.folder,
    [SANDBOX_ID]: own.sandboxId,
    [SANDBOX_WORKER]: formatProcessName(own.worker),
  };
}
