#!/usr/bin/env node
// The start-up guard: Rote runs on Node 24, which the package brings along on Linux. A program that was started by an older Node
// (outside of npm scripts) hands over to it. Plain JavaScript, because an old Node has to be able to read it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// A checkout runs its sources, whether or not it was built; the published package has none.
const source = path.join(root, 'src', 'cli', 'main.ts');
const main = existsSync(source) ? source : path.join(root, 'dist', 'src', 'cli', 'main.js');

function bundledNode() {
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`));
    const binary = path.join(folder, 'bin', 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined; // not installed on this platform: the sentence below says what to do
  }
}

function refuse(why) {
  console.error(`Rote needs Node 24 or newer and this is ${process.version}${why}: install Node 24 from https://nodejs.org and try again.`);
  process.exit(2);
}

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(pathToFileURL(main).href);
} else {
  const node = bundledNode();
  if (node === undefined) refuse('');
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // For example a Linux without glibc.
  child.on('error', (error) => refuse(` (the Node 24 of the package does not start here: ${error.message})`));
  // Ctrl-C in a terminal reaches both processes; the program counts two signals at once as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, 'SIGKILL');
    else process.exit(code ?? 1);
  });
}
