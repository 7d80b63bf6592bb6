import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { safeMethods } from '../../src/base/index.ts';
import { SITE } from './servers.ts';
import type { Vector } from './vectors.ts';

/** `{O}` stands for an address of the page's own site, `{T}` for one of another site, `{R}` for one that redirects a POST there. */
const form = (attributes: string, inside = '<input name=a value=b>') => `<form method=post ${attributes}>${inside}</form>`;
const submit = 'document.forms[0].submit()';
const worker = (body: string) => `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(body)}], { type: 'text/javascript' })))`;
const serviceWorker = (id: string, then = '') =>
  `navigator.serviceWorker.register('/script/${id}.js',{scope:'/page/${id}'})${then && `.then(async (r)=>{const w=r.installing||r.active;await new Promise((ok)=>{if(w.state==='activated')ok();w.onstatechange=()=>w.state==='activated'&&ok()});${then}})`}`;
const post = (more = '') => `fetch('{O}',{method:'POST',body:'a'${more}}).catch(() => 0)`;
const xhr = (method: string, more = 'x.send("a")') => `const x=new XMLHttpRequest();x.open('${method}','{O}');${more}`;

/** Ways for a page to send what may change something. */
export const WRITES: readonly Vector[] = [
  { id: 'w-form', html: form('action="{O}"'), script: submit },
  { id: 'w-form-cross', html: form('action="{T}"'), script: submit },
  { id: 'w-form-blank', html: form('action="{O}" target=_blank'), script: submit },
  { id: 'w-form-click', html: form('action="{O}"', '<button id=go>go</button>'), after: 'click' },
  { id: 'w-form-image', html: form('action="{O}"', '<input id=go type=image alt=go>'), after: 'click' },
  { id: 'w-form-method', html: '<form><button id=go formmethod=post formaction="{O}">go</button></form>', after: 'click' },
  { id: 'w-form-multipart', html: form('action="{O}" enctype=multipart/form-data'), script: submit },
  { id: 'w-form-plain', html: form('action="{O}" enctype=text/plain'), script: submit },
  { id: 'w-form-as-delete', html: form('action="{O}"', '<input name=_method value=delete>'), script: submit },
  { id: 'w-form-request', html: form('action="{O}"'), script: 'document.forms[0].requestSubmit()' },
  { id: 'w-form-frame', html: `${form('action="{O}" target=f')}<iframe name=f></iframe>`, script: submit },
  {
    id: 'w-form-srcdoc',
    html: `<iframe srcdoc='<form method=post action="{T}"></form><script>document.forms[0].submit()</script>'></iframe>`,
  },
  {
    id: 'w-form-sandbox',
    html: `<iframe sandbox="allow-forms allow-scripts" srcdoc='<form method=post action="{T}"></form><script>document.forms[0].submit()</script>'></iframe>`,
  },
  {
    id: 'w-form-popup',
    script: `const d=window.open('about:blank').document;d.write('<form method=post action="{T}"></form>');d.forms[0].submit()`,
  },
  { id: 'w-form-307', html: form('action="{R}"'), script: submit },
  { id: 'w-fetch', script: post() },
  { id: 'w-fetch-cross', script: "fetch('{T}',{method:'POST',body:'a',credentials:'include'}).catch(() => 0)" },
  { id: 'w-fetch-no-cors', script: "fetch('{T}',{method:'POST',mode:'no-cors',body:'a'}).catch(() => 0)" },
  { id: 'w-fetch-preflight', script: "fetch('{T}',{method:'POST',headers:{'content-type':'application/json'},body:'{}'}).catch(() => 0)" },
  { id: 'w-fetch-empty', script: "fetch('{O}',{method:'POST'}).catch(() => 0)" },
  { id: 'w-fetch-form-data', script: "const f=new FormData();f.set('a','b');fetch('{O}',{method:'POST',body:f}).catch(() => 0)" },
  { id: 'w-fetch-large', script: "fetch('{O}',{method:'POST',body:'x'.repeat(3e6)}).catch(() => 0)" },
  { id: 'w-fetch-put', script: post().replace('POST', 'PUT') },
  { id: 'w-fetch-put-cross', script: "fetch('{T}',{method:'PUT',body:'a'}).catch(() => 0)" },
  { id: 'w-fetch-patch', script: post().replace('POST', 'PATCH') },
  { id: 'w-fetch-delete', script: "fetch('{O}',{method:'DELETE'}).catch(() => 0)" },
  { id: 'w-fetch-mkcol', script: "fetch('{O}',{method:'MKCOL'}).catch(() => 0)" },
  { id: 'w-fetch-override', script: "fetch('{T}',{headers:{'x-http-method-override':'DELETE'}}).catch(() => 0)" },
  { id: 'w-fetch-keepalive', script: post(',keepalive:true') },
  { id: 'w-fetch-keepalive-unload', script: `addEventListener('pagehide',()=>{${post(',keepalive:true')}})`, after: 'leave' },
  { id: 'w-fetch-keepalive-close', script: `addEventListener('pagehide',()=>{${post(',keepalive:true')}})`, after: 'close' },
  { id: 'w-fetch-redirect', script: "fetch('{R}',{method:'POST',mode:'no-cors',body:'a'}).catch(() => 0)" },
  { id: 'w-fetch-later', tls: true, script: "fetchLater('{O}',{method:'POST',activateAfter:0})" },
  { id: 'w-xhr', script: xhr('POST') },
  { id: 'w-xhr-sync', script: "const x=new XMLHttpRequest();x.open('POST','{O}',false);x.send('a')" },
  { id: 'w-xhr-delete', script: xhr('DELETE') },
  { id: 'w-xhr-upload', script: xhr('PUT', 'x.upload.onprogress=()=>0;x.send(new Blob(["a"]))') },
  { id: 'w-beacon', script: "navigator.sendBeacon('{O}','a')" },
  { id: 'w-beacon-cross', script: "navigator.sendBeacon('{T}','a')" },
  { id: 'w-beacon-unload', script: "addEventListener('pagehide',()=>navigator.sendBeacon('{O}','a'))", after: 'leave' },
  { id: 'w-link-ping', html: '<a id=go ping="{T}" href="#here">go</a>', after: 'click' },
  { id: 'w-csp-report', html: '<img src="/refused-by-csp.png">', headers: { 'content-security-policy': "img-src 'none'; report-uri {T}" } },
  { id: 'w-frame-srcdoc', html: `<iframe srcdoc="<script>fetch('{T}',{method:'POST',mode:'no-cors'})</script>"></iframe>` },
  {
    id: 'w-frame-blob',
    script: `const f=document.createElement('iframe');f.src=URL.createObjectURL(new Blob(["<script>fetch('{T}',{method:'POST',mode:'no-cors'})<\\/script>"],{type:'text/html'}));document.body.append(f)`,
  },
  { id: 'w-worker', script: worker("fetch('{T}',{method:'POST',mode:'no-cors'}).catch(() => 0)") },
  { id: 'w-worker-xhr', script: worker("const x=new XMLHttpRequest();x.open('POST','{T}',false);x.send('a')") },
  { id: 'w-worker-nested', script: worker(worker("fetch('{T}',{method:'POST',mode:'no-cors'}).catch(() => 0)")) },
  { id: 'w-sharedworker', script: "new SharedWorker('/script/w-sharedworker.js')" },
  { id: 'w-serviceworker-install', script: serviceWorker('w-serviceworker-install') },
  { id: 'w-serviceworker-message', script: serviceWorker('w-serviceworker-message', "w.postMessage('go')") },
  { id: 'w-serviceworker-sync', script: serviceWorker('w-serviceworker-sync', "r.sync.register('go')") },
  {
    id: 'w-serviceworker-handler',
    script: serviceWorker('w-serviceworker-handler', "location.href='/page/w-serviceworker-handler/again'"),
  },
];

const SCRIPTS: Readonly<Record<string, string>> = {
  'w-sharedworker': "fetch('{O}',{method:'POST'}).catch(() => 0)",
  'w-serviceworker-install': "addEventListener('install',(e)=>e.waitUntil(fetch('{O}',{method:'POST'}).catch(() => 0)))",
  'w-serviceworker-message': "addEventListener('message',(e)=>e.waitUntil(fetch('{O}',{method:'POST'}).catch(() => 0)))",
  'w-serviceworker-sync': "addEventListener('sync',(e)=>e.waitUntil(fetch('{O}',{method:'DELETE'}).catch(() => 0)))",
  'w-serviceworker-handler':
    "addEventListener('fetch',(e)=>e.respondWith(fetch('{O}',{method:'POST'}).then(() => new Response('x'),() => new Response('x'))))",
};

const ANYONE = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' };

/** The vector that an address belongs to. */
export const vectorOf = (url: string): string | undefined => /\/hit\/([\w-]+)|[?&]id=([\w-]+)/.exec(url)?.slice(1).find(Boolean);

/** A site whose pages try to write to it and to others on the same port. `onWrite` is called with each vector that arrives. */
export async function startWritable(tls: { key: string; cert: string } | undefined, onWrite: (id: string) => void) {
  const arrived = new Set<string>();
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request;
    const isWrite = !safeMethods.has(method) || headers['x-http-method-override'] !== undefined;
    if (isWrite) {
      const id = vectorOf(url) ?? `unknown ${url}`;
      arrived.add(id);
      onWrite(id);
    }
    request.resume();
    const [, kind, name = ''] = url.split(/[/?]/);
    const id = name.replace(/\.js$/, '');
    const vector = WRITES.find((one) => one.id === id);
    const origin = `${tls ? 'https' : 'http'}://${id}.other.localhost:${(server.address() as AddressInfo).port}`;
    const filled = (text: string) =>
      text
        .replaceAll('{O}', `/hit/${id}`)
        .replaceAll('{T}', `${origin}/hit/${id}`)
        .replaceAll('{R}', `/redirect?to=${origin}/hit/${id}&id=${id}`);
    if (kind === 'redirect') return response.writeHead(307, { location: new URL(url, 'http://site').searchParams.get('to')! }).end();
    if (kind === 'script')
      return response.writeHead(200, { 'content-type': 'text/javascript', 'service-worker-allowed': '/' }).end(filled(SCRIPTS[id] ?? ''));
    if (kind !== 'page' || vector === undefined)
      return response.writeHead(200, { 'content-type': 'text/html', ...ANYONE }).end('<title>blank</title>');
    const more = Object.fromEntries(Object.entries(vector.headers ?? {}).map(([header, value]) => [header, filled(value)]));
    const script = vector.script === undefined ? '' : `<script>addEventListener('load',()=>{${filled(vector.script)}})</script>`;
    return response
      .writeHead(200, { 'content-type': 'text/html', ...more })
      .end(`<!doctype html><title>${id}</title><body>${script}${filled(vector.html ?? '')}`);
  };
  const server = tls === undefined ? createServer(serve) : createHttpsServer(tls, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    arrived,
    origin: `${tls ? 'https' : 'http'}://${SITE}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
