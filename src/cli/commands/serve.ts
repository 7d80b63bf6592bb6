import { errorMessage } from '../../base/index.ts';
import { EXIT } from '../exit-code.ts';
import { serveKeys } from '../key-socket.ts';
import { untilSignal } from '../service/end-signal.ts';
import { openService, type ServiceFlags, serviceNumbers } from '../service/open-service.ts';
import { type ApiFlags, runApi } from '../service/run-api.ts';
import { runWorker } from '../service/run-worker.ts';
import { serviceLog } from '../service/service-log.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `rote serve`: API, worker and, without --database-url, the embedded database in one process, until SIGTERM or Ctrl-C. */
export async function serve(flags: ApiFlags & { worker?: boolean }, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  serviceNumbers(flags);
  const log = serviceLog(env);
  const ending = untilSignal(log);
  const embedded = flags.databaseUrl === undefined && !env.ROTE_DATABASE_URL;
  terminal.progress(terminal.dim(`Starting${embedded ? ' (the first start creates a database, which takes some seconds)' : ''} …`));
  const service = await openService(flags, env, log);
  const closers: (() => Promise<unknown>)[] = [() => service.close()];
  try {
    if (embedded) closers.unshift(await serveKeys(service.dataFolder, service.storage.keys));
    const { app, url, port, requireKeys } = await runApi(service, flags, env);
    closers.unshift(() => app.close());
    if (flags.worker !== false) {
      const running = await runWorker(service, flags, env, ending.signal, port);
      // Closed first, so clients see their runs end while it drains.
      closers.unshift(() => running.close());
    }
    terminal.out(`${terminal.bold('Rote')} is at ${url}  ${terminal.dim(`(try it: ${url}/docs, data: ${service.dataFolder})`)}`);
    terminal.out(
      terminal.dim(requireKeys ? 'Requests need a key: "rote key create NAME".' : 'Only this machine can reach it: requests need no key.'),
    );
    await ending.ended;
    return EXIT.completed;
  } finally {
    for (const close of closers) {
      await close().catch((error: unknown) => log.error('a part of the service did not close', { error: errorMessage(error) }));
    }
  }
}

/** `rote worker`: executes runs for API processes elsewhere, until SIGTERM or Ctrl-C. */
export async function worker(flags: ServiceFlags, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const { capacity } = serviceNumbers(flags);
  const log = serviceLog(env);
  const ending = untilSignal(log);
  const service = await openService(flags, env, log);
  try {
    const running = await runWorker(service, flags, env, ending.signal);
    terminal.out(`${terminal.bold('Rote')} worker ${running.worker.id}  ${terminal.dim(`(${capacity} runs at a time)`)}`);
    await ending.ended;
    await running.close();
    return EXIT.completed;
  } finally {
    await service.close();
  }
}
