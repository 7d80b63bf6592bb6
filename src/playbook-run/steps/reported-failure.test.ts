import { describe, expect, test } from 'vitest';
import { actionFailure, type ErrorBody, type FailureReason, RoteError, toErrorBody } from '../../contract/index.ts';
import { reportedError, shownError } from './reported-failure.ts';

const failed = (reason: FailureReason, message: string = reason): ErrorBody =>
  toErrorBody(new RoteError('STEP_FAILED', message, { failure: actionFailure(reason) }));
const blocked: ErrorBody = { code: 'GUARDRAIL_BLOCKED', message: 'The click was blocked.' };
const ended: ErrorBody = { code: 'TIMEOUT', message: 'finding #a took longer than 10000 ms' };

describe('after two attempts', () => {
  test.each<[string, ErrorBody, ErrorBody]>([
    ['a text that is missing, then a link that is gone because the first attempt followed it', failed('verification'), failed('not_found')],
    ['a covered button, then no button', failed('covered'), failed('not_found')],
    ['a missing button, then a page that does not answer', failed('not_found'), ended],
  ])('reports the first: %s', (_, first, last) => {
    expect(reportedError(first, last)).toMatchObject({ ...first, details: { ...first.details, second_attempt: last.message } });
  });

  test.each<[string, ErrorBody, ErrorBody]>([
    ['a button that came late and did not do what was expected', failed('not_found'), failed('verification')],
    ['a click that was refused', failed('not_found'), blocked],
    ['a browser that ended', failed('verification'), failed('browser_gone')],
  ])('reports the last: %s', (_, first, last) => {
    expect(reportedError(first, last)).toMatchObject({ ...last, details: { ...last.details, first_attempt: first.message } });
  });

  test('adds nothing when both failed the same way', () => {
    expect(reportedError(failed('not_found'), failed('not_found'))).toEqual(failed('not_found'));
  });
});

describe('a failure_message', () => {
  const MESSAGE = 'There is no refund R-5003.';

  test.each<FailureReason>(['not_found', 'option_not_found', 'verification', 'wait_failed'])('replaces the cause after %s', (reason) => {
    const { error, detail } = shownError(failed(reason, 'The technical sentence.'), MESSAGE);
    expect(error.message).toBe(MESSAGE);
    expect(detail).toBe('The technical sentence.');
  });

  test.each<FailureReason>(['hidden', 'covered', 'unstable', 'timeout', 'lost_answer', 'refused', 'form_invalid', 'browser_gone'])(
    'follows the cause after %s',
    (reason) => {
      const { error, detail } = shownError(failed(reason, 'The technical sentence.'), MESSAGE);
      expect(error.message).toBe(`The technical sentence. The playbook's message: ${MESSAGE}`);
      expect(detail).toBeUndefined();
    },
  );

  test('replaces an HTTP error that says that something is not there', () => {
    const gone = { ...failed('http_error'), failure: { ...actionFailure('http_error'), missing: true } };
    expect(shownError(gone, MESSAGE).error.message).toBe(MESSAGE);
    expect(shownError(failed('http_error'), MESSAGE).error.message).toContain(`http_error The playbook's message: ${MESSAGE}`);
  });

  test('follows an error that is no failure of an action', () => {
    expect(shownError(blocked, MESSAGE).error.message).toContain('The click was blocked.');
    expect(shownError(blocked, undefined)).toEqual({ error: blocked });
  });
});
