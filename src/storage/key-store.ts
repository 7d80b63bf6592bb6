/** Which runs a key may read, list and stop: those that it created, or those of every key. */
export type VisibleRuns = 'own' | 'all';

/** An API key without the key itself: only its hash is stored. */
export interface StoredKey {
  id: string;
  name: string;
  sees: VisibleRuns;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface KeyStore {
  /** Returns the key itself, which cannot be read again. `sees`: own by default. CONFLICT when an active key has this name. */
  create(name: string, sees?: VisibleRuns): Promise<{ key: string; stored: StoredKey }>;
  list(): Promise<StoredKey[]>;
  /** By id or name; takes effect with the next request, and ends open event streams. false: no active key has it. */
  revoke(idOrName: string): Promise<boolean>;
  /** Which of the keys with these ids are active. */
  activeAmong(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** What the key with this id sees, also once it is revoked; undefined for an unknown one. */
  seenBy(id: string): Promise<VisibleRuns | undefined>;
  /** The presented key, if it is active. Compares in constant time. */
  check(presented: string): Promise<StoredKey | undefined>;
}
