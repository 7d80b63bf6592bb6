export * from './secret.ts';
export * from './secret-book.ts';
export * from './server-key.ts';
