/** What runs in a new document before its own scripts, in the isolated world. Small: it is parsed with every page that a step opens. */
export { watchFromStart } from './readers/document/watch-text.ts';
