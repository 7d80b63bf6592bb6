/**
 * The rooms and who may import whom (docs/architecture.md), as data. Type imports count. A room may always import itself.
 * Lower rooms first; a room may import only what its row names.
 */
export const ROOMS = {
  base: [],
  contract: ['base'],
  telemetry: ['base', 'contract'],
  playbook: ['base', 'contract'],
  guardrails: ['base', 'contract'],
  blinders: ['base', 'contract'],
  browser: ['base', 'contract', 'guardrails', 'blinders'],
  model: ['base', 'contract'],
  storage: ['base', 'contract'],
  recording: ['base', 'contract'],
  dispatch: ['base', 'contract', 'guardrails', 'blinders', 'browser'],
  'playbook-run': ['base', 'contract', 'playbook', 'guardrails', 'browser', 'dispatch'],
  agent: ['base', 'contract', 'guardrails', 'blinders', 'browser', 'model', 'dispatch'],
  run: ['base', 'contract', 'playbook', 'guardrails', 'blinders', 'browser', 'model', 'recording', 'dispatch', 'playbook-run', 'agent'],
  sandbox: ['base', 'contract', 'browser', 'model', 'recording', 'run'],
  worker: ['base', 'contract', 'storage', 'sandbox'],
  api: ['base', 'contract', 'playbook', 'guardrails', 'storage'],
  eval: ['base', 'contract', 'playbook', 'browser', 'run'],
  cli: [
    'base',
    'contract',
    'playbook',
    'guardrails',
    'blinders',
    'browser',
    'model',
    'storage',
    'recording',
    'run',
    'sandbox',
    'worker',
    'api',
    'eval',
    'telemetry',
  ],
  mcp: ['base', 'contract', 'playbook', 'run', 'api'],
};

/** Packages that belong to named rooms only. */
export const PACKAGES = {
  'playwright-core': ['browser'],
  ai: ['model', 'agent'],
  '@ai-sdk': ['model'],
  fastify: ['api', 'sandbox'],
  '@opentelemetry': ['telemetry'],
};

const roomRules = Object.entries(ROOMS).map(([room, mayImport]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `src/${room} may import only ${mayImport.join(', ') || 'nothing of ours'}: see docs/architecture.md.`,
  from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
  // The demo of the command line starts the sample.
  to: {
    path: '^(src|sample|bench|tests)/',
    pathNot: [`^src/(${[room, ...mayImport].join('|')})/`, ...(room === 'cli' ? ['^sample/index\\.ts$'] : [])],
  },
}));

const doorRule = {
  name: 'through-the-door',
  severity: 'error',
  comment: 'Import another room through its index.ts (base and contract may be imported by file).',
  from: { path: '^src/([^/]+)/', pathNot: '\\.test\\.ts$' },
  to: {
    path: '^src/[^/]+/',
    pathNot: ['^src/$1/', '^src/(base|contract)/', '^src/[^/]+/index\\.ts$', '^src/browser/(egress|observe|saved-sessions)/index\\.ts$'],
  },
};

const packageRules = Object.entries(PACKAGES).map(([name, rooms]) => ({
  name: `package-${name.replace(/\W/g, '')}`,
  severity: 'error',
  comment: `${name} belongs to ${rooms.join(' and ')}.`,
  from: { path: '^src/', pathNot: [`^src/(${rooms.join('|')})/`, '\\.test\\.ts$'] },
  to: { path: `^(node_modules/)?${name}(/|$)` },
}));

export default {
  forbidden: [
    ...roomRules,
    doorRule,
    ...packageRules,
    {
      name: 'no-ring',
      severity: 'error',
      comment: 'Files that import each other in a ring cannot be understood one at a time.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'known-room',
      severity: 'error',
      comment: 'Every folder of src/ is a room of the table in .dependency-cruiser.mjs.',
      from: { path: '^src/', pathNot: `^src/(${Object.keys(ROOMS).join('|')})/` },
      to: {},
    },
    {
      name: 'unresolvable',
      severity: 'error',
      comment: 'An import that leads nowhere hides from every other rule.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
