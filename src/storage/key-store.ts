/** An API key without the key itself: only its hash is stored. */
export interface StoredKey {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface KeyStore {
  /** Returns the key itself, which cannot be read again. CONFLICT when an active key has this name. */
  create(name: string): Promise<{ key: string; stored: StoredKey }>;
  list(): Promise<StoredKey[]>;
  /** By id or name; takes effect with the next request, and ends open event streams. false: no active key has it. */
  revoke(idOrName: string): Promise<boolean>;
  /** Which of the keys with these ids are active. */
  activeAmong(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The presented key, if it is active. Compares in constant time. */
  check(presented: string): Promise<StoredKey | undefined>;
}
