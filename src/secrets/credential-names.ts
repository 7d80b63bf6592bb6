const PREFIX = 'credential:';

/** Credentials that say who someone is, the most usual first. They resolve like the others and may be shown. */
export const identityNames: readonly string[] = ['username', 'user', 'email', 'login'];

/** Whether the name of a credential (`username`) is one of an identity, in whatever case. */
export function isIdentity(name: string): boolean {
  return identityNames.includes(name.toLowerCase());
}

/** What a playbook and a book of secrets call a credential: `credential:password`. */
export function credentialRef(name: string): string {
  return `${PREFIX}${name}`;
}

/** The name of the credential that a reference names; undefined for what is not a reference. */
export function credentialName(ref: string): string | undefined {
  return ref.startsWith(PREFIX) ? ref.slice(PREFIX.length) : undefined;
}
