export { fileDrop } from './file-drop.ts';
export { keepFiles } from './file-keeper.ts';
export { nextChange } from './next-change.ts';
export { prepareDocument, restoreSessionStorage } from './prepare-document.ts';
