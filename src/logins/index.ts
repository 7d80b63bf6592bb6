export type { SavedState } from './saved-state.ts';
export { openSessionStore, type SessionId, type SessionKey, type SessionStore } from './session-store.ts';
