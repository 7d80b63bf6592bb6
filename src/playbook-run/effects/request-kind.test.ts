import { expect, test } from 'vitest';
import { isDeclaredRead } from '../../playbook/index.ts';
import { requestKind } from './request-kind.ts';

const kindOf = (body: unknown, path = '/api') =>
  requestKind({ method: 'POST', url: `https://shop.test${path}?page=2`, body: typeof body === 'string' ? body : JSON.stringify(body) });

test.each<[string, unknown, string | undefined, boolean]>([
  ['no body', '', undefined, false],
  ['a form', 'status=paid&query=lamp', undefined, false],
  ['plain JSON', { status: 'paid' }, undefined, false],
  ['a search', { query: 'lamp' }, undefined, false],
  ['a GraphQL query', { query: 'query Orders($f: F = {a: 1}) { orders(filter: $f) { id } }' }, 'query Orders', true],
  ['a short GraphQL query', { query: '{ me { name } }' }, 'query', true],
  ['a GraphQL mutation', { query: 'mutation Cancel($id: ID!) { cancel(id: $id) { id } }' }, 'mutation Cancel', false],
  ['a mutation behind a comment', { query: '# query X\n  mutation Cancel { cancel }' }, 'mutation Cancel', false],
  ['a mutation with the word in a text', { query: 'mutation M { note(text: "query { a }") }' }, 'mutation M', false],
  [
    'a document of two, the mutation named',
    { query: 'query A { a } mutation B { b } fragment F on T { c }', operationName: 'B' },
    'mutation B',
    false,
  ],
  ['a document of two, none named', { query: 'query A { a } mutation B { b }' }, undefined, false],
  ['a query with a fragment', { query: 'query A { a { ...F } } fragment F on T { c }' }, 'query A', true],
  ['a batch of queries', [{ query: '{ a }' }, { query: '{ b }' }], 'query, query', true],
  ['a batch with a mutation', [{ query: '{ a }' }, { query: 'mutation { b }' }], 'query, mutation', false],
  ['a persisted query', { operationName: 'Orders', extensions: { persistedQuery: {} } }, 'Orders', false],
  ['a GraphQL form', `query=${encodeURIComponent('{ me { id } }')}`, 'query', true],
  ['half a document', { query: 'query A { a ' }, undefined, false],
  ['a form that names an action', 'action=heartbeat&_nonce=1', 'heartbeat', false],
  ['JSON that names an action', { action: 'order.save', id: 7 }, 'order.save', false],
  ['a field that names no operation', { action: 'Call the customer back.' }, undefined, false],
  ['JSON-RPC', { jsonrpc: '2.0', method: 'order.cancel', id: 1 }, 'order.cancel', false],
])('%s: %j', (_what, body, operation, reads) => {
  const kind = kindOf(body);
  expect([kind.operation, kind.reads]).toEqual([operation, reads]);
  expect(kind.key).toBe(`POST shop.test/api${operation === undefined ? '' : ` ${operation}`}`);
});

test.each<[string, string, boolean]>([
  ['reads', 'GET Orders?$top=5 HTTP/1.1\r\n\r\n--b\r\nGET Customers HTTP/1.1', true],
  ['a change among reads', 'GET Orders HTTP/1.1\r\n\r\n--b\r\nMERGE Orders(1) HTTP/1.1', false],
])('an OData batch of %s', (_what, body, reads) => {
  expect(kindOf(body, '/odata/$batch').reads).toBe(reads);
  const json = { requests: [...body.matchAll(/([A-Z]+) (\S+) HTTP/g)].map(([, method, url]) => ({ method, url })) };
  expect(kindOf(json, '/odata/$batch').reads).toBe(reads);
});

test.each<[Parameters<typeof isDeclaredRead>[0][number], boolean]>([
  [{ path: '/api/orders/search' }, true],
  [{ path: '/api/*/search' }, true],
  [{ path: '/api/*' }, false],
  [{ path: '/api/**' }, true],
  [{ path: '/api/orders/searc.' }, false],
  [{ method: 'PUT', path: '/api/**' }, false],
  [{ method: 'POST', path: '/**', body: '"mode":"list"' }, true],
  [{ path: '/**', body: 'save' }, false],
])('%j lists the search as a read: %s', (rule, listed) => {
  expect(isDeclaredRead([rule], { method: 'POST', path: '/api/orders/search', body: '{"mode":"list"}' })).toBe(listed);
});
