export { keepFiles } from './file-keeper.ts';
export { nextChange } from './next-change.ts';
export { maskTypedPasswords, restoreSessionStorage } from './prepare-document.ts';
