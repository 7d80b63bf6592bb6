export type { SavedState } from './saved-state.ts';
export { openSessionStore, type SessionId, type SessionStore } from './session-store.ts';
