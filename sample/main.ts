import { parseArgs } from 'node:util';
import { startSample } from './start-sample.ts';

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
  port: Number(values.port),
  host: values.host,
  seed: Number(values.seed),
  delayMs: Number(values['delay-ms']),
  faults: values.faults,
  ...(values['api-token'] ? { apiToken: values['api-token'] } : {}),
});
console.log(`${sample.url}  user ${sample.user}  password ${sample.password}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sample.close());
