import { parseArgs } from 'node:util';
import { errorMessage } from '../src/base/index.ts';
import { startSample } from './start-sample.ts';

const USAGE = 'node sample/main.ts [--port 8470] [--host 127.0.0.1] [--seed 1] [--delay-ms 0] [--api-token TOKEN] [--faults]';

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8470' },
      host: { type: 'string', default: '127.0.0.1' },
      seed: { type: 'string', default: '1' },
      'delay-ms': { type: 'string', default: '0' },
      'api-token': { type: 'string' },
      faults: { type: 'boolean', default: false },
    },
  });
  const sample = await startSample({
    port: wholeNumber('port', values.port),
    host: values.host,
    seed: wholeNumber('seed', values.seed),
    delayMs: wholeNumber('delay-ms', values['delay-ms']),
    faults: values.faults,
    ...(values['api-token'] && { apiToken: values['api-token'] }),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sample.close());
  console.log(`${sample.url}  user ${sample.user}  password ${sample.password}`);
} catch (error) {
  console.error(`The sample did not start: ${errorMessage(error)}\nUsage: ${USAGE}`);
  process.exitCode = 2;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}"`);
  return Number(text);
}
