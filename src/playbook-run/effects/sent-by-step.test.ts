import { describe, expect, test } from 'vitest';
import type { RequestEnd, SentRequest } from '../../browser/index.ts';
import { Background } from './background.ts';
import { requestKind } from './request-kind.ts';
import { answersOf, evidenceOf, objection, type Sent } from './sent-by-step.ts';

const answered = (status: number): RequestEnd => ({ kind: 'answered', status, at: 10 });
const LOST: RequestEnd = { kind: 'lost', why: 'net::ERR_EMPTY_RESPONSE', at: 10 };
const NOT_SENT: RequestEnd = { kind: 'not_sent', why: 'net::ERR_CONNECTION_REFUSED', at: 10 };

function sent(path: string, end?: RequestEnd, at = 1): Sent {
  const request = { method: 'POST', url: `https://shop.test${path}?token=x`, body: '', at, end } as SentRequest;
  return { request, kind: requestKind(request) };
}

describe('what the answers say together', () => {
  test.each<[string, Sent[], ReturnType<typeof answersOf>, string | undefined]>([
    ['nothing was sent', [], 'none', undefined],
    ['nothing connected', [sent('/a', NOT_SENT)], 'none', undefined],
    ['one answer is missing', [sent('/a', answered(200)), sent('/b')], 'waiting', undefined],
    ['accepted', [sent('/a', answered(201))], 'accepted', undefined],
    ['redirected', [sent('/a', answered(303))], 'accepted', undefined],
    ['refused', [sent('/a', answered(409))], 'refused', 'POST /a was answered with 409'],
    ['failed', [sent('/a', answered(503))], 'unknown', 'POST /a was answered with 503'],
    ['lost', [sent('/a', LOST)], 'unknown', 'POST /a got no answer (net::ERR_EMPTY_RESPONSE)'],
    ['one of two refused', [sent('/a', answered(200)), sent('/b', answered(404))], 'accepted', 'POST /b was answered with 404'],
    ['sent again with a new token', [sent('/a', answered(401)), sent('/a', answered(200))], 'accepted', undefined],
    ['sent again in vain', [sent('/a', answered(200)), sent('/a', answered(500))], 'unknown', 'POST /a was answered with 500'],
    ['not sent the second time', [sent('/a', answered(200)), sent('/a', NOT_SENT)], 'accepted', undefined],
  ])('%s', (_what, requests, answers, why) => {
    expect([answersOf(requests), objection(requests)]).toEqual([answers, why]);
  });
});

test('evidence names the request without its query, and hides secrets', () => {
  const [evidence] = evidenceOf([sent('/reset/hunter2', answered(200), 1_000)], (text) => text.replace('hunter2', '[secret]'));
  expect(evidence).toEqual({
    method: 'POST',
    host: 'shop.test',
    path: '/reset/[secret]',
    operation: undefined,
    status: 200,
    outcome: 'answered',
    at: '1970-01-01T00:00:01.000Z',
  });
});

describe('what a page sends automatically', () => {
  const poll = sent('/poll', answered(200)).request;
  const now = (end?: RequestEnd) => ({ ...poll, at: Date.now(), end }) as SentRequest;

  test('is known from two requests while no step acted', () => {
    const background = new Background();
    background.sent('poll', now(answered(200)));
    expect(background.has('poll')).toBe(false);
    background.sent('poll', now(answered(200)));
    expect(background.has('poll')).toBe(true);
    expect(background.has('save')).toBe(false);
  });

  test('is not what follows each step once, such as a save a moment after typing', () => {
    const background = new Background();
    for (let step = 0; step < 5; step += 1) {
      background.acts();
      background.sent('save', now(answered(200)));
    }
    expect(background.has('save')).toBe(false);
    background.sent('save', now(answered(200)));
    background.sent('save', now(answered(200)));
    expect(background.has('save')).toBe(true);
  });

  test('is known from one long poll', () => {
    const background = new Background();
    const at = Date.now() - 60_000;
    background.sent('wait', { ...now(), at });
    background.sent('load', { ...now({ kind: 'answered', status: 200, at: at + 50 }), at });
    expect([background.has('wait'), background.has('load')]).toEqual([true, false]);
  });
});
