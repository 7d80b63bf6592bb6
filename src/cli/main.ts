import { cacheCompiledModules } from '../base/index.ts';

cacheCompiledModules();
const { runProgram } = await import('./run-program.ts');
await runProgram();
