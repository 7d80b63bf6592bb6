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

const main = path.join(root, 'src', 'cli', 'main.ts');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(main);
} else {
  const node = nodeOfTheProject();
  if (node === undefined) {
    console.error(
      `Rote needs Node 24 or newer and this is ${process.version}: install Node 24, or run "npm ci" in ${root}, which brings it along on Linux.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C in a terminal reaches both processes; the program counts two signals at once as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, 'SIGKILL');
    else process.exit(code ?? 1);
  });
}
