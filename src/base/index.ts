export * from './atomic-file.ts';
export * from './clock.ts';
export * from './deadline.ts';
export * from './ids.ts';
export * from './log.ts';
export * from './secret.ts';
export * from './secret-book.ts';
export * from './server-key.ts';
