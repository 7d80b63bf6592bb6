import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A separate network whose one interface leads nowhere: what a browser sends there is seen and arrives nowhere. */
const ISOLATE = `unshare --net -- sh -c '
  ip link set lo up && ip link add v0 type veth peer name v1 && ip addr add 10.9.9.1/24 dev v0 &&
  ip link set v0 up && ip link set v1 up && ip route add default via 10.9.9.2 && exec "$@"' sh`;
const TRACE = 'strace -f -qq -yy -e signal=none -e trace=connect,sendto,sendmsg,sendmmsg,setsockopt';

/** Why a browser cannot be watched in isolation on this host; undefined if it can be. */
export function whyNotIsolated(): string | undefined {
  const works = (command: string) => spawnSync('sh', ['-c', command]).status === 0;
  if (!works(`${TRACE} -o /dev/null true`)) return 'strace is not installed, or may not trace: apt-get install strace';
  return works(`${ISOLATE} true`) ? undefined : 'no network namespace can be made here: it takes root, unshare and ip';
}

/** What left a browser. */
export interface Sent {
  /** The kinds of datagrams, and of multicast groups that were joined. */
  datagrams: string[];
  /** Where TCP connections were opened to, outside of this machine. */
  connections: string[];
}

export interface IsolatedBrowser {
  /** A program that starts the browser in a separate network, and notes its system calls. */
  executablePath: string;
  /** What has left so far. */
  sent(): Sent;
  /** Writes a page and returns its address: pages from files need no network. */
  page(html: string): string;
  remove(): void;
}

/** Needs Linux, `whyNotIsolated() === undefined`. */
export function isolateBrowser(executablePath: string): IsolatedBrowser {
  const folder = mkdtempSync(join(tmpdir(), 'rote-isolated-'));
  const program = join(folder, 'browser');
  const calls = join(folder, 'calls.txt');
  writeFileSync(program, `#!/bin/sh\nexec ${ISOLATE} ${TRACE} -o '${calls}' '${executablePath}' "$@"\n`, { mode: 0o755 });
  writeFileSync(calls, '');
  return {
    executablePath: program,
    sent: () => readCalls(readFileSync(calls, 'utf8')),
    page(html) {
      writeFileSync(join(folder, 'page.html'), html);
      return `file://${folder}/page.html`;
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Connecting a UDP socket sends nothing: Chromium asks in this way which address it would use. */
function readCalls(text: string): Sent {
  const lines = text.split('\n');
  const datagrams = lines.filter((line) => /\bsend(?:to|msg|mmsg)\(\d+<UDP|_ADD_MEMBERSHIP|_JOIN_GROUP/.test(line)).map(kindOf);
  const connections = lines.filter((line) => /\bconnect\(\d+<TCP/.test(line) && !/"(?:127\.|::1")/.test(line));
  return { datagrams: [...new Set(datagrams)].sort(), connections };
}

const GOOGLECAST = '_googlecast';

function kindOf(line: string): string {
  if (line.includes('239.255.255.250')) return 'SSDP';
  if (line.includes(GOOGLECAST)) return 'mDNS of Cast';
  if (line.includes('5353') || line.includes('224.0.0.251')) return 'mDNS';
  if (line.includes('htons(3478)')) return 'STUN';
  if (line.includes(':53]') || line.includes('htons(53)')) return 'DNS';
  if (line.includes(':4433]') || line.includes('htons(4433)')) return 'QUIC';
  return `another: ${line}`;
}
