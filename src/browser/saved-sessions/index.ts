export type { SavedState } from './saved-state.ts';
export { type LoadedSession, openSessionStore, type SavedSession, type SessionId, type SessionStore } from './session-store.ts';
