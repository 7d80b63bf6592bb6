export * from './credential-names.ts';
export * from './known-keys.ts';
export * from './secret.ts';
export * from './secret-book.ts';
export * from './server-key.ts';
