import type { Drift } from './drift.ts';

/**
 * Puts the whole application into a frame of a portal: opening any page in a window gives the portal, whose frame then opens the page. As in real
 * portals, the address of the window stays the one that was opened first.
 */
export const wrapperIframe: Drift = {
  name: 'wrapper-iframe',
  description: 'the application is in a frame of a portal',
  answer({ method, url, headers, plan }) {
    const opensWindow = headers['sec-fetch-dest'] === 'document' && headers['sec-fetch-mode'] === 'navigate';
    if (method !== 'GET' || !opensWindow || plan.isPopup(url)) return undefined;
    const src = `${url.pathname}${url.search}`.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return {
      status: 200,
      touched: 'portal',
      html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Company portal</title>
<style>body{margin:0;font:14px sans-serif}header{padding:8px 16px;background:#223;color:#fff}iframe{border:0;width:100%;height:calc(100vh - 40px)}</style></head>
<body><header>Company portal</header><iframe title="Application" src="${src}"></iframe></body></html>`,
    };
  },
};
