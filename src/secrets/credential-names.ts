const PREFIX = 'credential:';

/** Credentials that identify a user, the most usual first. They resolve like the others and may be shown. */
export const identityNames: readonly string[] = ['username', 'user', 'email', 'login'];

/** Whether the name of a credential (`username`) is that of an identity. Case-insensitive. */
export function isIdentity(name: string): boolean {
  return identityNames.includes(name.toLowerCase());
}

/** What a playbook and a book of secrets call a credential: `credential:password`. */
export function credentialRef(name: string): string {
  return `${PREFIX}${name}`;
}

/** The name of the credential that `ref` refers to; undefined if `ref` is not a reference. */
export function credentialName(ref: string): string | undefined {
  return ref.startsWith(PREFIX) ? ref.slice(PREFIX.length) : undefined;
}
