import { parseJson, safeMethods } from '../../base/index.ts';
import { graphqlOperation } from './graphql.ts';

/** What a request asks for, as far as its address and body say it. */
export interface RequestKind {
  /** The same for requests that do the same: method, address without query, and what the body names. */
  readonly key: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** The operation that the body names: of GraphQL, JSON-RPC, an OData batch, or in a field such as `action`. */
  readonly operation: string | undefined;
  /** The body shows that it only reads: a GraphQL query, a batch of reading requests. */
  readonly reads: boolean;
}

/** Fields in which applications with one address for everything name what they ask for. */
const NAMING_FIELDS = ['action', 'operation', 'command', 'method', 'op', 'cmd'];
const OPERATION_NAME = /^[\w.:/-]{1,100}$/;

interface Operation {
  name: string;
  reads: boolean;
}

export function requestKind({ method, url, body }: { method: string; url: string; body: string }): RequestKind {
  const { host = '', pathname: path = url } = URL.parse(url) ?? {};
  const operations = operationsOf(path, body);
  const operation = operations.length === 0 ? undefined : operations.map(({ name }) => name).join(', ');
  return {
    key: [method, host + path, operation ?? ''].join(' ').trim(),
    method,
    host,
    path,
    operation,
    reads: operations.length > 0 && operations.every(({ reads }) => reads),
  };
}

function operationsOf(path: string, body: string): Operation[] {
  if (/\/\$batch$/i.test(path)) return batchOperations(body);
  const json = parseJson(body.trim());
  if (json !== undefined) return operationsOfJson(json);
  const form = body.includes('=') && !body.includes('\n') ? new URLSearchParams(body) : undefined;
  return form === undefined ? [] : operationsOfJson(Object.fromEntries(form));
}

function operationsOfJson(json: unknown): Operation[] {
  const calls = (Array.isArray(json) ? json : [json]) as Record<string, unknown>[];
  const operations = calls.map((call) => {
    if (call === null || typeof call !== 'object') return undefined;
    const document = typeof call.query === 'string' ? graphql(call.query, call.operationName) : undefined;
    if (document !== undefined) return document;
    // A persisted query is sent by its hash: its name does not show whether it reads.
    const names = [call.operationName, ...NAMING_FIELDS.map((field) => call[field])];
    const name = names.find((value) => typeof value === 'string' && OPERATION_NAME.test(value));
    return name === undefined ? undefined : { name: String(name), reads: false };
  });
  return operations.includes(undefined) ? [] : (operations as Operation[]);
}

function graphql(document: string, name: unknown): Operation | undefined {
  const operation = graphqlOperation(document, typeof name === 'string' ? name : undefined);
  if (operation === undefined) return undefined;
  return { name: `${operation.type} ${operation.name}`.trim(), reads: operation.type !== 'mutation' };
}

/** The requests inside an OData batch, as JSON or as multipart. */
function batchOperations(body: string): Operation[] {
  const json = parseJson(body.trim()) as { requests?: { method?: unknown; url?: unknown }[] } | undefined;
  const requests = Array.isArray(json?.requests)
    ? json.requests.map(({ method, url }) => [String(method).toUpperCase(), String(url)] as const)
    : [...body.matchAll(/^([A-Z]+) (\S+) HTTP\/1\.1\r?$/gm)].map(([, method = '', url = '']) => [method, url] as const);
  return requests.map(([method, url]) => ({ name: `${method} ${url.split('?')[0]}`, reads: safeMethods.has(method) }));
}
