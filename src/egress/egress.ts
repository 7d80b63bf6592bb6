import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { safeMethods } from '../base/index.ts';
import { ClosedEndpoints } from './closed-endpoints.ts';
import { type Decision, decide, knownAddresses } from './decide.ts';
import { socketFault } from './egress-fault.ts';
import { type EgressOptions, type ProxyOptions, withDefaults } from './egress-options.ts';
import { LostAnswers, type PendingRequests, type WriteWatch } from './lost-answers.ts';
import {
  answer,
  answerRaw,
  failedAnswer,
  NOT_A_PROXY_REQUEST,
  ownAnswer,
  type ProxyAnswer,
  refusedAnswer,
  UNAUTHENTICATED,
} from './proxy/answers.ts';
import { connectForHttp, connectSite, type Route } from './proxy/connect-site.ts';
import { Forwarder } from './proxy/forward.ts';
import { absoluteTarget, connectTarget } from './proxy/request-target.ts';
import { Tunnel } from './proxy/tunnel.ts';
import { upgrade } from './proxy/upgrade.ts';
import type { BrowserIdentity } from './read-only/browser-identity.ts';
import { checkRequest, type RequestJudge } from './read-only/check-request.ts';
import { OpenedTunnels } from './read-only/opened-tunnels.ts';
import { type EgressFailure, type Refusal, RefusalLog, wasSent } from './refusal-log.ts';
import { parseUpstream } from './upstream.ts';

/** The forward proxy of one run. */
export interface Egress {
  /** `http://127.0.0.1:port` */
  readonly server: string;
  readonly port: number;
  /**
   * Required of every request: no other process on this machine can use the listener. The password is random for each
   * run.
   */
  readonly username: string;
  readonly password: string;
  /** Requests that the policy refused since the last call, oldest first. */
  takeRefusals(): Refusal[];
  /** Allowed requests that failed since the last call: unknown names, refused connections, timeouts. */
  takeFailures(): EgressFailure[];
  /**
   * Until `end`, a request that the browser sends may have an effect: if its connection dies before the answer, the
   * browser cannot repeat it (docs/decisions/0010). Writes may overlap.
   */
  duringWrite(): WriteWatch;
  /**
   * From now on, refuses what may change something unless the judge allows it (docs/decisions/0064). Cuts the tunnels that are open. Cannot
   * be undone; a second judge replaces the first.
   */
  readOnly(judge: RequestJudge): void;
  /** Whether TLS ends here, with the certificate of `identity`. */
  readonly endsTls: boolean;
  /** Sets the browser behind this proxy, which is asked what it waits for. */
  askBrowser(browser: PendingRequests): void;
  /** Closes the listener and every connection through it. Safe to call twice. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 1_024;
const TUNNEL_GRANTED = 'HTTP/1.1 200 Connection established\r\n\r\n';
const MAX_HEADER_BYTES = 64 * 1024;

/**
 * Starts a proxy on a free loopback port. Rejects with VALIDATION_FAILED for an invalid upstream, GUARDRAIL_BLOCKED for one that is not
 * allowed, or with the listener's error.
 */
export async function startEgress(options: EgressOptions): Promise<Egress> {
  const proxy = new EgressProxy(options);
  await proxy.listen();
  return proxy;
}

class EgressProxy implements Egress {
  readonly username = 'rote';
  readonly password = randomBytes(24).toString('base64url');
  readonly #options: ProxyOptions;
  readonly #upstream: ReturnType<typeof parseUpstream> | undefined;
  readonly #closedEndpoints: ClosedEndpoints;
  readonly #log: RefusalLog;
  readonly #forwarder: Forwarder;
  readonly #answers: LostAnswers;
  readonly #authorization: Buffer;
  readonly #sockets = new Set<Duplex>();
  readonly #server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0, keepAliveTimeout: 0, noDelay: true });
  readonly #closed = new AbortController();
  readonly #identity: BrowserIdentity | undefined;
  readonly #tunnels = new Set<Duplex>();
  #readOnly: { judge: RequestJudge; opened: OpenedTunnels } | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: EgressOptions) {
    const { upstream, onRefused, identity } = options;
    this.#options = withDefaults(options, this.#closed.signal);
    this.#identity = identity;
    this.#upstream = upstream && parseUpstream(upstream, this.#options.upstreamPolicy);
    const { resolve, resolveTimeoutMs } = this.#options;
    // This listener is one of them: a run has no business at its own proxy.
    this.#closedEndpoints = new ClosedEndpoints(
      () => [...(options.closed?.() ?? []), `127.0.0.1:${this.port}`],
      (host) => knownAddresses(host, resolve, resolveTimeoutMs),
    );
    this.#log = new RefusalLog(onRefused);
    this.#forwarder = new Forwarder(this.#options);
    this.#answers = new LostAnswers(this.#closed.signal);
    this.#authorization = Buffer.from(`Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`);
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('connection', (socket) => this.#track(socket));
    this.#server.on('request', (request, response) => void this.#onRequest(request, response));
    this.#server.on('connect', (request, socket, head) => void this.#onConnect(request, socket, head));
    this.#server.on('upgrade', (request, socket, head) => void this.#onUpgrade(request, socket, head));
    this.#server.on('clientError', (_error, socket) => answerRaw(socket, NOT_A_PROXY_REQUEST));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get server(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  takeRefusals(): Refusal[] {
    return this.#log.takeRefusals();
  }

  takeFailures(): EgressFailure[] {
    return this.#log.takeFailures();
  }

  duringWrite(): WriteWatch {
    return this.#answers.duringWrite();
  }

  askBrowser(browser: PendingRequests): void {
    this.#answers.ask(browser);
  }

  readOnly(judge: RequestJudge): void {
    if (this.#identity === undefined) throw new Error('A read-only run needs a browser that trusts its proxy.');
    const opened = new OpenedTunnels({
      identity: this.#identity,
      maxHeaderBytes: MAX_HEADER_BYTES,
      onRequest: (request, response, url) => void this.#forward(request, response, url),
      onUpgrade: (request, client, head, url) => void this.#upgrade(request, client, head, url),
    });
    this.#readOnly = { judge, opened };
    for (const client of this.#tunnels) client.destroy();
  }

  get endsTls(): boolean {
    return this.#readOnly !== undefined;
  }

  listen(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(0, '127.0.0.1', resolve);
    return promise;
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#closed.abort();
      this.#forwarder.close();
      for (const socket of this.#sockets) socket.destroy();
    });
    return this.#closing;
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = absoluteTarget(request);
    if (url === undefined) return answer(response, NOT_A_PROXY_REQUEST);
    if (!this.#isAuthorised(request)) return answer(response, UNAUTHENTICATED);
    const own = ownAnswer(url);
    if (own !== undefined) return answer(response, own);
    await this.#forward(request, response, url);
  }

  async #forward(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const decision = await this.#decide(url);
    if (response.destroyed) return;
    const refusal = this.#refusalOf(url, decision);
    if (refusal !== undefined) return answer(response, refusal);
    try {
      const checked = await this.#check(request, url);
      if (!checked.ok) return answer(response, checked.refusal);
      await this.#forwarder.forward({ incoming: request, response, url, route: this.#routeOf(decision), begun: checked.begun });
    } catch (error) {
      const fault = socketFault(error, url.host);
      // A request that failed otherwise was never sent.
      if (wasSent(fault.code) && !safeMethods.has(request.method ?? '')) this.#answers.note({ host: url.host });
      if (!response.destroyed) answer(response, this.#failure(url, fault));
    }
  }

  async #onConnect(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on('error', () => client.destroy());
    const url = connectTarget(request.url ?? '');
    if (url === undefined) return answerRaw(client, NOT_A_PROXY_REQUEST);
    if (!this.#isAuthorised(request)) return answerRaw(client, UNAUTHENTICATED);
    const decision = await this.#decide(url);
    const refusal = this.#refusalOf(url, decision, true);
    if (refusal !== undefined) return answerRaw(client, refusal);
    if (this.#readOnly !== undefined) {
      client.write(TUNNEL_GRANTED);
      return this.#readOnly.opened.open(client, head, request.url!);
    }
    this.#tunnels.add(client);
    client.once('close', () => this.#tunnels.delete(client));
    try {
      const { socket, head: early } = await connectSite(url, this.#routeOf(decision), this.#options);
      this.#own(socket);
      if (client.destroyed) return void socket.destroy();
      client.write(TUNNEL_GRANTED);
      const tunnel = new Tunnel({ client, site: socket, host: url.host, idleMs: this.#options.idleTimeoutMs, answers: this.#answers });
      tunnel.begin(head, early);
    } catch (error) {
      if (!client.destroyed) answerRaw(client, this.#failure(url, error, true));
    }
  }

  async #onUpgrade(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    client.on('error', () => client.destroy());
    const url = absoluteTarget(request);
    if (url === undefined) return answerRaw(client, NOT_A_PROXY_REQUEST);
    if (!this.#isAuthorised(request)) return answerRaw(client, UNAUTHENTICATED);
    await this.#upgrade(request, client, head, url);
  }

  async #upgrade(request: IncomingMessage, client: Duplex, head: Buffer, url: URL): Promise<void> {
    client.on('error', () => client.destroy());
    const decision = await this.#decide(url);
    const refusal = this.#refusalOf(url, decision);
    if (refusal !== undefined) return answerRaw(client, refusal);
    try {
      const checked = await this.#check(request, url);
      if (!checked.ok) return answerRaw(client, checked.refusal);
      const socket = await connectForHttp(url, this.#routeOf(decision), this.#options);
      this.#own(socket);
      if (client.destroyed) return void socket.destroy();
      await upgrade({ request, client, head, url, socket, idleMs: this.#options.idleTimeoutMs });
    } catch (error) {
      if (!client.destroyed) answerRaw(client, this.#failure(url, error));
    }
  }

  /** Whether a read-only run may send it. */
  async #check(request: IncomingMessage, url: URL): Promise<{ ok: true; begun: readonly Buffer[] } | { ok: false; refusal: ProxyAnswer }> {
    if (this.#readOnly === undefined) return { ok: true, begun: [] };
    const checked = await checkRequest(request, url, this.#readOnly.judge);
    return checked.ok
      ? checked
      : { ok: false, refusal: refusedAnswer(this.#log.refused(url, 'read_only', checked.reason, checked.isNavigation)) };
  }

  #decide(url: URL): Promise<Decision> {
    return decide(url, { ...this.#options, upstream: this.#upstream, closed: this.#closedEndpoints });
  }

  #refusalOf(url: URL, decision: Decision, isTunnel = false): ProxyAnswer | undefined {
    if (decision.kind === 'refused') return refusedAnswer(this.#log.refused(url, decision.rule, decision.reason));
    if (decision.kind === 'failed') return failedAnswer(this.#log.failed(url, decision.code, decision.reason, isTunnel));
    return undefined;
  }

  #routeOf(decision: Decision): Route {
    const addresses = 'addresses' in decision ? decision.addresses : [];
    return decision.kind === 'direct' ? { addresses } : { upstream: { ...this.#upstream!, addresses } };
  }

  /** The connection ends with the proxy. */
  #own(socket: Duplex): void {
    this.#track(socket);
    if (this.#closing !== undefined) socket.destroy();
  }

  #failure(url: URL, error: unknown, isTunnel = false): ProxyAnswer {
    const fault = socketFault(error, url.host);
    return failedAnswer(this.#log.failed(url, fault.code, fault.message, isTunnel));
  }

  #isAuthorised({ headers }: IncomingMessage): boolean {
    const given = Buffer.from(headers['proxy-authorization'] ?? '');
    return given.length === this.#authorization.length && timingSafeEqual(given, this.#authorization);
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
