import { describe, expect, test } from 'vitest';
import { namedDomains } from './named-domains.ts';

describe('namedDomains', () => {
  test.each([
    ['Log in at https://shop.example.com/login?x=1 and read the orders', ['*.shop.example.com']],
    ['Look at example.com and www.example.org.', ['*.example.com', '*.example.org']],
    ['Go to http://127.0.0.1:3000/orders', ['127.0.0.1']],
    ['Open localhost:8080/admin', ['localhost']],
    ['Open http://[::1]:3000/', ['[::1]']],
    ['On müller.de, find the price', ['*.xn--mller-kva.de']],
    ['Read EXAMPLE.COM, then example.com', ['*.example.com']],
    ['Write to ines@example.com about report.pdf and data.csv', []],
    ['Upload invoice.docx, then read README.md', []],
    ['Use example.com but never go to evil.test', ['*.example.com']],
    ['Besuche example.de, nicht beispiel.de', ['*.example.de']],
    ['Order no. 12.5, version 2.10.1, e.g. this', []],
    ['node.js and next.js docs', []],
    ['See docs.internal.corp/wiki', ['*.docs.internal.corp']],
    ['nothing here', []],
    ['evil.com@good.test', []],
  ])('%s', (directive, domains) => {
    expect(namedDomains(directive)).toEqual(domains);
  });
});
