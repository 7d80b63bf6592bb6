export * from './atomic-file.ts';
export * from './clock.ts';
export * from './deadline.ts';
export * from './ids.ts';
export * from './json-path.ts';
export * from './log.ts';
export * from './package-root.ts';
export * from './process-identity.ts';
