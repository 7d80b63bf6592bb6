import { createRequire } from 'node:module';

const { Visitor } = createRequire(import.meta.url)('@swc/core/Visitor.js');

/** The visitor through which the checker reads does not know `using` yet: it declares variables as `const` does. */
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};

/**
 * The rooms and who may import whom (docs/architecture.md), as data. Type imports count. A room may always import itself.
 * Lower rooms first; a room may import only what its row names.
 */
export const ROOMS = {
  base: [],
  secrets: ['base'],
  actions: ['base', 'secrets'],
  contract: ['base', 'secrets', 'actions'],
  telemetry: ['base', 'secrets', 'contract'],
  playbook: ['base', 'secrets', 'actions', 'contract'],
  guardrails: ['base', 'secrets', 'contract'],
  blinders: ['base', 'secrets', 'actions', 'contract'],
  egress: ['base', 'secrets', 'contract', 'guardrails'],
  browser: ['base', 'secrets', 'actions', 'contract', 'guardrails', 'blinders', 'egress'],
  logins: ['base', 'secrets', 'contract', 'browser'],
  model: ['base', 'secrets', 'contract'],
  storage: ['base', 'secrets', 'contract'],
  recording: ['base', 'secrets', 'contract'],
  dispatch: ['base', 'secrets', 'actions', 'contract', 'guardrails', 'blinders', 'egress', 'browser'],
  'playbook-run': ['base', 'secrets', 'actions', 'contract', 'playbook', 'guardrails', 'browser', 'dispatch'],
  agent: ['base', 'secrets', 'actions', 'contract', 'guardrails', 'blinders', 'browser', 'model', 'dispatch'],
  run: [
    'base',
    'secrets',
    'actions',
    'contract',
    'playbook',
    'guardrails',
    'blinders',
    'egress',
    'browser',
    'logins',
    'model',
    'recording',
    'dispatch',
    'playbook-run',
    'agent',
  ],
  sandbox: ['base', 'secrets', 'actions', 'contract', 'browser', 'logins', 'model', 'recording', 'run'],
  worker: ['base', 'secrets', 'contract', 'storage', 'sandbox'],
  api: ['base', 'secrets', 'contract', 'playbook', 'guardrails', 'storage'],
  eval: ['base', 'secrets', 'actions', 'contract', 'playbook', 'browser', 'run'],
  cli: [
    'base',
    'secrets',
    'contract',
    'playbook',
    'guardrails',
    'blinders',
    'egress',
    'browser',
    'logins',
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
    path: '^(src|sample|bench|tests|drift|suites)/',
    pathNot: [`^src/(${[room, ...mayImport].join('|')})/`, ...(room === 'cli' ? ['^sample/index\\.ts$'] : [])],
  },
}));

/** What tests of several rooms share: fake servers, databases, conformance suites. */
const TESTING = '^src/[^/]+/testing/';
const TEST_FILES = ['\\.test\\.ts$', TESTING];

const doorRules = [
  {
    name: 'through-the-door',
    severity: 'error',
    comment: 'Import another room through its index.ts. Tests too; they may also enter its testing/ folder.',
    from: { path: '^src/([^/]+)/' },
    to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', TESTING] },
  },
  {
    name: 'through-the-door-from-outside',
    severity: 'error',
    comment: 'Programs beside src/ import a room through its index.ts. Only tests/ and bench/ look behind doors: they judge what is there.',
    from: { path: '^(sample|drift|suites)/' },
    to: { path: '^src/', pathNot: '^src/[^/]+/index\\.ts$' },
  },
  {
    name: 'testing-is-for-tests',
    severity: 'error',
    comment: 'What is in a testing/ folder is for tests.',
    from: { path: '^(src|sample|drift|suites)/', pathNot: TEST_FILES },
    to: { path: TESTING },
  },
];

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
    ...doorRules,
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
    // Sees imports of types too, which tests/rooms.test.ts proves. `tsPreCompilationDeps` would ask for a TypeScript below 7.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
