import type { ReadRule } from '../../contract/index.ts';
import { isDeclaredRead, readRuleFor } from '../../playbook/index.ts';
import { Secret, SecretBook } from '../../secrets/index.ts';
import { type RequestKind, requestKind } from '../effects/request-kind.ts';
import { requestShape } from './request-shape.ts';

/** A request whose method may change something, as the run's proxy sees it. */
export interface ProxiedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
  readonly isWholeBody: boolean;
  /** A form is sent to open a page. */
  readonly isNavigation: boolean;
}

export interface ReadOnlyRulesOptions {
  /** Of the playbook and the profile. */
  reads: readonly ReadRule[];
  /** Of the login. */
  password: string | undefined;
}

const MAX_KINDS = 500;
const MAX_REPORTED = 20;
/** Servers prefer an operation in the address to that of the body. */
const OPERATION_IN_ADDRESS = ['query', 'operationName', '_method'];

/**
 * Decides what a read-only run may send although its method may change something (docs/guardrails.md): reads, the login,
 * and what the application sent automatically before the first action. Keeps no body and no secret.
 */
export class ReadOnlyRules {
  readonly #reads: readonly ReadRule[];
  readonly #passwords = new SecretBook();
  /** Kinds and shapes of what the application sent before the first action. */
  readonly #own = new Set<string>();
  readonly #refused = new Map<string, number>();
  #hasActed = false;
  #logins = 0;
  #hasLoggedIn = false;

  constructor({ reads, password = '' }: ReadOnlyRulesOptions) {
    this.#reads = reads;
    this.#passwords.add('password', new Secret(password));
  }

  /** The first action begins: what is sent from now on may be its doing. */
  acts(): void {
    this.#hasActed = true;
  }

  /** Until it is disposed, the login of the run may send what it wants. */
  login(): Disposable {
    this.#logins += 1;
    return {
      [Symbol.dispose]: () => {
        this.#logins -= 1;
        this.#hasLoggedIn = true;
      },
    };
  }

  judge(request: ProxiedRequest): { ok: true } | { ok: false; reason: string } {
    const { method, url, body, isWholeBody } = request;
    const kind = requestKind({ method, url: url.href, body: isWholeBody ? body : '' });
    const isRead = isDeclaredRead(this.#reads, { method, path: kind.path, body }) || (kind.reads && !namesOperation(url));
    if (isRead || this.#isOfLogin(request) || this.#isOfApplication(request, kind)) return { ok: true };
    const reason = refusalText(kind);
    if (this.#refused.size < MAX_REPORTED || this.#refused.has(reason)) this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
    return { ok: false, reason };
  }

  /** What was refused, each kind once, for the report. */
  refused(): string[] {
    return [...this.#refused].map(([reason, times]) => (times === 1 ? reason : `${reason} (${times} times)`));
  }

  #isOfLogin({ body, url, headers, isNavigation, ...rest }: ProxiedRequest): boolean {
    const hasPassword = this.#passwords.redact(body) !== body;
    if (this.#logins === 0) return hasPassword && !this.#hasLoggedIn;
    if (!this.#hasActed && !hasPassword) this.#learn({ body, url, headers, isNavigation, ...rest });
    return true;
  }

  #isOfApplication(request: ProxiedRequest, kind: RequestKind): boolean {
    if (!this.#hasActed) {
      this.#learn(request);
      return true;
    }
    const own = ownKind(request, kind);
    return own !== undefined && this.#own.has(own);
  }

  #learn(request: ProxiedRequest): void {
    const own = ownKind(request);
    if (own !== undefined && this.#own.size < MAX_KINDS) this.#own.add(own);
  }
}

/** Undefined for what an application does not repeat automatically: a form that opens a page, and a body that cannot be read. */
function ownKind(
  request: ProxiedRequest,
  kind: RequestKind = requestKind({ method: request.method, url: request.url.href, body: request.body }),
): string | undefined {
  const shape = request.isWholeBody && !request.isNavigation ? requestShape(request) : undefined;
  return shape && `${kind.key} ${shape}`;
}

function namesOperation({ searchParams }: URL): boolean {
  return OPERATION_IN_ADDRESS.some((name) => searchParams.has(name));
}

function refusalText(kind: RequestKind): string {
  const { method, host, path, operation } = kind;
  const what = `${method} ${host}${path}${operation === undefined ? '' : ` (${operation})`} may change something, and this run is read-only.`;
  const rule = readRuleFor({ method, path, operation });
  if (rule === undefined) return `${what} It names several operations, so no "reads" rule can list it.`;
  const fields = Object.entries(rule).map(([name, value]) => `${name}: ${yamlText(value)}`);
  return `${what} If it only reads, list it in the playbook or profile: reads: [{ ${fields.join(', ')} }].`;
}

/** Plain where YAML allows it inside braces. */
function yamlText(text: string): string {
  return /^[\w./][\w./*@~-]*$/.test(text) ? text : JSON.stringify(text);
}
