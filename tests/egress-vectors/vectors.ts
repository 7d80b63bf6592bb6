/** A way for a page to reach out. `{T}` stands for the forbidden address of this vector, `{R}` for an address of the site itself that redirects there. */
export interface Vector {
  id: string;
  /** In the head of the page. */
  head?: string;
  /** Body of the page. */
  html?: string;
  /** Runs in the page once it is loaded. */
  script?: string;
  /** Instead of a page: where the tab is sent. */
  goto?: string;
  /** What is done with the page after it is loaded. */
  after?: 'click' | 'leave' | 'close';
  /** Extra headers of the page. */
  headers?: Record<string, string>;
  /** The forbidden address is written as https. */
  tls?: boolean;
  /** The forbidden address is `<id>.localhost`: only a trustworthy origin will do. */
  local?: boolean;
  /** It works only if a service worker answers requests. */
  answers?: boolean;
  /** Only the one tab in the foreground does this. */
  alone?: boolean;
  /** Chromium does not send this even when nobody forbids it, for the reason given: not expected in the control run. */
  silent?: string;
}

const worker = (body: string) => `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(body)}], { type: 'text/javascript' })))`;
const sharedWorker = (id: string) => `new SharedWorker('/script/${id}.js')`;
/** Registers the worker of this id and, once it is active, runs `then` with its registration `r`. */
const serviceWorker = (id: string, then = '') =>
  `navigator.serviceWorker.register('/script/${id}.js',{scope:'/page/${id}'})${then && `.then(async (r)=>{const w=r.installing||r.active;await new Promise((ok)=>{if(w.state==='activated')ok();w.onstatechange=()=>w.state==='activated'&&ok()});${then}})`}`;

const redirects: Vector[] = ['301', '302', '303', '307', '308'].map((status) => ({
  id: `redirect-${status}`,
  goto: `/redirect/${status}`,
}));

const navigations: Vector[] = [
  ...redirects,
  {
    id: 'redirect-307-post',
    html: '<form method=post action="/redirect/307?to={T}"><input name=a value=b></form>',
    script: 'document.forms[0].submit()',
  },
  { id: 'redirect-chain', goto: '/redirect/302?again=1' },
  { id: 'refresh-header', headers: { refresh: '0;url={T}' } },
  { id: 'meta-refresh', html: '<meta http-equiv=refresh content="0;url={T}">' },
  { id: 'js-location', script: "location.href = '{T}'" },
  { id: 'js-replace', script: "location.replace('{T}')" },
  { id: 'window-open', script: "window.open('{T}')" },
  { id: 'popup-then-img', script: "window.open('about:blank').document.write('<img src={T}>')" },
  { id: 'popup-location', script: "window.open('about:blank').location = '{T}'" },
  { id: 'link', html: '<a id=go href="{T}">go</a>', after: 'click' },
  { id: 'link-blank', html: '<a id=go target=_blank href="{T}">go</a>', after: 'click' },
  { id: 'link-download', html: '<a id=go download href="{T}">go</a>', after: 'click' },
  { id: 'link-download-redirect', html: '<a id=go download href="{R}">go</a>', after: 'click' },
  { id: 'link-ping', html: '<a id=go ping="{T}" href="#here">go</a>', after: 'click' },
  { id: 'form-get', html: '<form action="{T}"><input name=a></form>', script: 'document.forms[0].submit()' },
  { id: 'form-post', html: '<form method=post action="{T}"><input name=a></form>', script: 'document.forms[0].submit()' },
  { id: 'form-blank', html: '<form method=post target=_blank action="{T}"><input name=a></form>', script: 'document.forms[0].submit()' },
  { id: 'navigate-tls', tls: true, script: "location.href = '{T}'" },
];

const frames: Vector[] = [
  { id: 'iframe', html: '<iframe src="{T}"></iframe>' },
  { id: 'iframe-redirect', html: '<iframe src="{R}"></iframe>' },
  { id: 'iframe-srcdoc', html: '<iframe srcdoc="<img src={T}>"></iframe>' },
  { id: 'iframe-srcdoc-refresh', html: '<iframe srcdoc="<meta http-equiv=refresh content=0;url={T}>"></iframe>' },
  { id: 'iframe-data', html: '<iframe src="data:text/html,<img src={T}>"></iframe>' },
  { id: 'iframe-sandbox', html: '<iframe sandbox="allow-scripts" srcdoc="<script>fetch(`{T}`,{mode:`no-cors`})</script>"></iframe>' },
  {
    id: 'iframe-blob',
    script:
      "const f=document.createElement('iframe');f.src=URL.createObjectURL(new Blob(['<img src={T}>'],{type:'text/html'}));document.body.append(f)",
  },
  { id: 'object', html: '<object data="{T}"></object>' },
  { id: 'embed', html: '<embed src="{T}">' },
  { id: 'iframe-tls', tls: true, html: '<iframe src="{T}"></iframe>' },
];

const resources: Vector[] = [
  { id: 'img', html: '<img src="{T}">' },
  { id: 'img-redirect', html: '<img src="{R}">' },
  { id: 'img-srcset', html: '<img srcset="{T} 1x">' },
  { id: 'img-new', script: "new Image().src = '{T}'" },
  { id: 'img-tls', tls: true, html: '<img src="{T}">' },
  { id: 'input-image', html: '<input type=image src="{T}">' },
  { id: 'svg-image', html: '<svg><image href="{T}"/></svg>' },
  { id: 'video', html: '<video src="{T}" preload=auto></video>' },
  { id: 'video-poster', html: '<video poster="{T}"></video>' },
  { id: 'audio', html: '<audio src="{T}" preload=auto></audio>' },
  {
    id: 'track',
    html: '<video src="/empty.webm" crossorigin><track default src="{T}" kind=captions></video>',
    script: "document.querySelector('video').textTracks[0].mode='showing'",
  },
  { id: 'script', html: '<script src="{T}"></script>' },
  { id: 'script-redirect', html: '<script src="{R}"></script>' },
  { id: 'script-module', html: '<script type=module src="{T}"></script>' },
  { id: 'import-dynamic', script: "import('{T}').catch(() => 0)" },
  { id: 'stylesheet', html: '<link rel=stylesheet href="{T}">' },
  { id: 'css-import', html: '<style>@import url("{T}");</style>' },
  { id: 'css-background', html: '<style>body{background:url("{T}")}</style>' },
  { id: 'css-image-set', html: '<style>body{background:image-set("{T}" 1x)}</style>' },
  { id: 'css-font', html: '<style>@font-face{font-family:f;src:url("{T}")}body{font-family:f}</style>text' },
  { id: 'font-face', script: "new FontFace('f','url({T})').load().catch(() => 0)" },
  { id: 'favicon', head: '<link rel=icon href="{T}">' },
  { id: 'preload', html: '<link rel=preload as=fetch crossorigin href="{T}">' },
  { id: 'modulepreload', html: '<link rel=modulepreload href="{T}">' },
  { id: 'prefetch', html: '<link rel=prefetch href="{T}">' },
  { id: 'preconnect', tls: true, head: '<link rel=preconnect href="{T}">', silent: 'an automated Chromium does not connect ahead' },
  { id: 'link-header', headers: { link: '<{T}>; rel=preload; as=image' } },
  {
    id: 'speculation-prefetch',
    local: true,
    alone: true,
    html: '<script type=speculationrules>{"prefetch":[{"source":"list","urls":["{T}"]}]}</script>',
  },
  {
    id: 'speculation-prerender',
    local: true,
    alone: true,
    html: '<script type=speculationrules>{"prerender":[{"source":"list","urls":["{R}"]}]}</script>',
  },
  { id: 'csp-report', html: '<img src="/refused-by-csp.png">', headers: { 'content-security-policy': "img-src 'none'; report-uri {T}" } },
];

const scripts: Vector[] = [
  { id: 'fetch', script: "fetch('{T}').catch(() => 0)" },
  { id: 'fetch-no-cors', script: "fetch('{T}',{mode:'no-cors'}).catch(() => 0)" },
  { id: 'fetch-redirect', script: "fetch('{R}',{mode:'no-cors'}).catch(() => 0)" },
  { id: 'fetch-post', script: "fetch('{T}',{method:'POST',mode:'no-cors',body:'a'}).catch(() => 0)" },
  { id: 'fetch-preflight', script: "fetch('{T}',{method:'PUT',headers:{'x-a':'b'}}).catch(() => 0)" },
  { id: 'fetch-keepalive', script: "fetch('{T}',{mode:'no-cors',keepalive:true}).catch(() => 0)" },
  {
    id: 'fetch-keepalive-unload',
    script: "addEventListener('pagehide',()=>{fetch('{T}',{mode:'no-cors',keepalive:true}).catch(() => 0)})",
    after: 'leave',
  },
  {
    id: 'fetch-keepalive-close',
    script: "addEventListener('pagehide',()=>{fetch('{T}',{mode:'no-cors',keepalive:true}).catch(() => 0)})",
    after: 'close',
  },
  { id: 'fetch-later', tls: true, script: "fetchLater('{T}',{activateAfter:0})" },
  { id: 'fetch-later-unload', tls: true, script: "fetchLater('{T}')", after: 'leave' },
  { id: 'fetch-tls', tls: true, script: "fetch('{T}',{mode:'no-cors'}).catch(() => 0)" },
  { id: 'xhr', script: "const x=new XMLHttpRequest();x.open('GET','{T}');x.send()" },
  { id: 'beacon', script: "navigator.sendBeacon('{T}','a')" },
  { id: 'beacon-unload', script: "addEventListener('pagehide',()=>navigator.sendBeacon('{T}','a'))", after: 'leave' },
  { id: 'eventsource', script: "new EventSource('{T}')" },
  { id: 'eventsource-redirect', script: "new EventSource('{R}')" },
  { id: 'websocket', script: "new WebSocket('{T}'.replace('http','ws'))" },
  { id: 'websocket-tls', tls: true, script: "new WebSocket('{T}'.replace('http','ws'))" },
  {
    id: 'websocket-stream',
    script: "new WebSocketStream('{T}'.replace('http','ws')).opened.catch(() => 0)",
  },
  {
    id: 'webrtc-stun',
    script:
      "const p=new RTCPeerConnection({iceServers:[{urls:'stun:127.0.0.1:{P}'}]});p.createDataChannel('a');p.createOffer().then((o)=>p.setLocalDescription(o))",
  },
  {
    id: 'webrtc-turn-tcp',
    script:
      "const p=new RTCPeerConnection({iceServers:[{urls:'turn:127.0.0.1:{P}?transport=tcp',username:'a',credential:'b'}]});p.createDataChannel('a');p.createOffer().then((o)=>p.setLocalDescription(o))",
  },
  { id: 'webtransport', script: "new WebTransport('https://127.0.0.1:{P}/hit/webtransport').ready.catch(() => 0)" },
];

const workers: Vector[] = [
  { id: 'worker-fetch', script: worker("fetch('{T}',{mode:'no-cors'}).catch(() => 0)") },
  { id: 'worker-import', script: worker("importScripts('{T}')") },
  { id: 'worker-xhr', script: worker("const x=new XMLHttpRequest();x.open('GET','{T}',false);x.send()") },
  { id: 'worker-websocket', script: worker("new WebSocket('{T}'.replace('http','ws'))") },
  { id: 'worker-eventsource', script: worker("new EventSource('{T}')") },
  { id: 'worker-nested', script: worker(`${worker("fetch('{T}',{mode:'no-cors'}).catch(() => 0)")}`) },
  {
    id: 'worker-redirect',
    script: "new Worker('{R}')",
    silent: 'a worker script may not be redirected to another origin; the redirect is not followed',
  },
  { id: 'sharedworker-fetch', script: sharedWorker('sharedworker-fetch') },
  { id: 'sharedworker-websocket', script: sharedWorker('sharedworker-websocket') },
  { id: 'serviceworker-install', script: serviceWorker('serviceworker-install') },
  { id: 'serviceworker-import', script: serviceWorker('serviceworker-import') },
  { id: 'serviceworker-cache', script: serviceWorker('serviceworker-cache') },
  { id: 'serviceworker-websocket', script: serviceWorker('serviceworker-websocket') },
  { id: 'serviceworker-message', script: serviceWorker('serviceworker-message', "w.postMessage('go')") },
  { id: 'serviceworker-sync', script: serviceWorker('serviceworker-sync', "r.sync.register('go')") },
  { id: 'serviceworker-update', script: serviceWorker('serviceworker-update', 'r.update()') },
  {
    id: 'serviceworker-handler',
    answers: true,
    script: serviceWorker(
      'serviceworker-handler',
      "const f=document.createElement('iframe');f.src='/page/serviceworker-handler/frame';document.body.append(f)",
    ),
  },
  { id: 'audio-worklet', script: "new OfflineAudioContext(1,128,44100).audioWorklet.addModule('{T}').catch(() => 0)" },
  { id: 'paint-worklet', script: "CSS.paintWorklet.addModule('{T}').catch(() => 0)" },
];

/** Bodies of `/script/<name>.js`. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  'sharedworker-fetch': "fetch('{T}',{mode:'no-cors'}).catch(() => 0)",
  'sharedworker-websocket': "new WebSocket('{T}'.replace('http','ws'))",
  'serviceworker-install': "addEventListener('install',(e)=>e.waitUntil(fetch('{T}',{mode:'no-cors'}).catch(() => 0)))",
  'serviceworker-import': "importScripts('{T}')",
  'serviceworker-cache': "addEventListener('install',(e)=>e.waitUntil(caches.open('a').then((c)=>c.add('{T}')).catch(() => 0)))",
  'serviceworker-websocket': "new WebSocket('{T}'.replace('http','ws'))",
  'serviceworker-message': "addEventListener('message',(e)=>e.waitUntil(fetch('{T}',{method:'POST',mode:'no-cors'}).catch(() => 0)))",
  'serviceworker-sync': "addEventListener('sync',(e)=>e.waitUntil(fetch('{T}',{method:'POST',mode:'no-cors'}).catch(() => 0)))",
  // Another script each time: the new version, which only an update check finds, reaches out.
  'serviceworker-update':
    "/* {N} */addEventListener('install',(e)=>{skipWaiting();if (registration.active) e.waitUntil(fetch('{T}',{mode:'no-cors'}).catch(() => 0))})",
  'serviceworker-handler': "addEventListener('fetch',(e)=>e.respondWith(fetch('{T}',{mode:'no-cors'}).catch(() => new Response('x'))))",
};

export const VECTORS: readonly Vector[] = [...navigations, ...frames, ...resources, ...scripts, ...workers];
