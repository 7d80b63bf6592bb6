import type { RunConfig } from '../../contract/index.ts';
import { credentialRef, keysIn, Secret, SecretBook } from '../../secrets/index.ts';

/** The secrets of a run config. From here on they are used by name, and only the book has their values. */
export function secretsOf(config: RunConfig): SecretBook {
  const secrets = new SecretBook();
  for (const [name, value] of Object.entries(config.credentials)) secrets.add(credentialRef(name), new Secret(value));
  if (config.proxy?.password !== undefined) secrets.add('proxy:password', new Secret(config.proxy.password));
  // Such addresses are rejected, and the rejection is reported.
  for (const [name, url] of Object.entries({ start_url: config.start_url, proxy: config.proxy?.server })) {
    const password = URL.parse(url ?? '')?.password ?? '';
    if (password !== '') secrets.add(`${name}:url_password`, new Secret(decoded(password)));
  }
  // Keys that say what they are, wherever the user wrote them.
  for (const text of [config.directive, JSON.stringify(config.playbook_params)]) {
    for (const key of keysIn(text)) secrets.learn(key);
  }
  return secrets;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A bare percent sign is meant literally.
  }
}
