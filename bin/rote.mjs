#!/usr/bin/env node
// The start-up guard: Rote's sources run on Node 24, which the project brings along. A program that was started by an older Node
// (outside of npm scripts) hands over to it. Plain JavaScript, because an old Node has to be able to read it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

function nodeOfTheProject() {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`));
    const binary = path.join(folder, 'bin', 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined; // not installed on this platform: the check below says what to do
  }
}

const major = Number(process.versions.node.split('.')[0]);
const node = major >= 24 ? process.execPath : nodeOfTheProject();
if (node === undefined) {
  console.error(`Rote needs Node 24 or newer and this is ${process.version}: install Node 24, or run "npm ci" in ${root}, which brings it along on Linux.`);
  process.exit(2);
}

const child = spawn(node, [path.join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
// Ctrl-C reaches the whole foreground group; a signal sent to this process alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => undefined);
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  else process.exit(code ?? 1);
});
