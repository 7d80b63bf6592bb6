import { excerpt } from '../../base/index.ts';
import { type BoundValue, type Filled, filled, HOLE_PATTERN, holeCharacter, holeIndex, MAX_HOLES, refused } from './bind-value.ts';
import type { TemplatePiece } from './template.ts';

/** The placeholder for the application's address; allowed only at the start of an address. */
export const BASE_URL = 'base_url';

/**
 * Fills an address. Values are percent-encoded, so they stay within their path segment, query value or fragment;
 * `{base_url}` at the start is used as it is, without a trailing slash; an address may also consist of one placeholder.
 * A value can never become `.` or `..`, be an empty segment, or choose a host beyond one label of its name.
 */
export function bindUrl(pieces: readonly TemplatePiece[], lookUp: (name: string) => BoundValue): Filled {
  const first = pieces[0];
  const whole = pieces.length === 1 && first?.kind === 'hole' ? first : undefined;
  if (whole !== undefined && whole.name !== BASE_URL) return wholeUrl(lookUp(whole.name));
  const startsWithBase = first?.kind === 'hole' && first.name === BASE_URL;
  const values: BoundValue[] = [];
  let rest = '';
  for (const piece of startsWithBase ? pieces.slice(1) : pieces) {
    if (piece.kind === 'text') {
      rest += piece.text;
      continue;
    }
    if (piece.name === BASE_URL) return refused('is allowed only at the start of an address', BASE_URL);
    values.push(lookUp(piece.name));
    rest += holeCharacter(values.length - 1);
  }
  if (values.length > MAX_HOLES) return refused(`has more than ${MAX_HOLES} placeholders`);
  if (startsWithBase) {
    if (!/^([/?#]|$)/.test(rest)) return refused('must be followed by /, ? or #, or by nothing', BASE_URL);
    const base = baseUrl(lookUp(BASE_URL));
    if (!base.ok) return base;
    const tail = fillTail(rest, values);
    return tail.ok ? filled(base.text + tail.text) : tail;
  }
  if (rest === 'about:blank') return filled(rest);
  const absolute = /^(https?:\/\/)([^/?#\\]*)(.*)$/is.exec(rest);
  if (absolute === null) return refused('must begin with {base_url}, http:// or https://, or be one placeholder');
  const host = fillAuthority(absolute[2] ?? '', values);
  if (!host.ok) return host;
  const tail = fillTail(absolute[3] ?? '', values);
  return tail.ok ? filled(`${absolute[1]}${host.text}${tail.text}`) : tail;
}

function baseUrl(value: BoundValue): Filled {
  const parsed = URL.canParse(value.text) ? new URL(value.text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    return refused(`must be an http or https address, not "${excerpt(value.text, 60)}"`, value.name);
  }
  if (/[?#@\\\s]/.test(value.text)) return refused('must be an address without a user, a query or a fragment', value.name);
  return filled(value.text.replace(/\/+$/, ''));
}

function wholeUrl(value: BoundValue): Filled {
  const parsed = URL.canParse(value.text) ? new URL(value.text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    return refused(`is the whole address here and must be an http or https address, not "${excerpt(value.text, 60)}"`, value.name);
  }
  return filled(parsed.href);
}

function fillAuthority(authority: string, values: readonly BoundValue[]): Filled {
  let result = '';
  for (let index = 0; index < authority.length; index += 1) {
    const value = values[holeIndex(authority[index]) ?? -1];
    if (value === undefined) {
      result += authority[index];
      continue;
    }
    if (authority.includes('@')) return refused('is next to a user name in an address, where it could change the host', value.name);
    const isPort = /:[^\]]*$/.test(authority.slice(0, index));
    if (isPort ? !value.int : !/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(value.text)) {
      const allowed = isPort ? 'a whole number' : 'one label of letters, digits and dashes';
      return refused(`is part of a host name and must be ${allowed}, not "${excerpt(value.text, 60)}"`, value.name);
    }
    result += value.text;
  }
  return filled(result);
}

function fillTail(tail: string, values: readonly BoundValue[]): Filled {
  const split = tail.search(/[?#]/);
  const path = split === -1 ? tail : tail.slice(0, split);
  const segments: string[] = [];
  for (const segment of path.split(/[/\\]/)) {
    const text = encodeHoles(segment, values);
    if (HOLE_PATTERN.test(segment) && /^(\.|%2e){0,2}$/i.test(text)) {
      return refused(
        `makes a path segment "${excerpt(text, 60)}", which would lead to another page`,
        values[holeIndex(HOLE_PATTERN.exec(segment)?.[0]) ?? -1]?.name,
      );
    }
    segments.push(text);
  }
  return filled(segments.join('/') + (split === -1 ? '' : encodeHoles(tail.slice(split), values)));
}

function encodeHoles(text: string, values: readonly BoundValue[]): string {
  return text.replace(new RegExp(HOLE_PATTERN, 'g'), (character) =>
    encodeURIComponent((values[holeIndex(character) ?? -1]?.text ?? '').toWellFormed()),
  );
}
