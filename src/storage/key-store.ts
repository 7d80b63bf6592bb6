/** An api key without the key: only its hash is kept. */
export interface StoredKey {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface KeyStore {
  /** The key itself is told once, here. CONFLICT when a key of that name is in force. */
  create(name: string): Promise<{ key: string; stored: StoredKey }>;
  list(): Promise<StoredKey[]>;
  /** By id or name. false: there is none in force. Holds for the next request at once. */
  revoke(idOrName: string): Promise<boolean>;
  /** The key that was presented, when it is in force. Compares in constant time. */
  check(presented: string): Promise<StoredKey | undefined>;
}
