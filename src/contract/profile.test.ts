import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { profileSchema } from './profile.ts';

describe('a profile', () => {
  it('needs a name only', () => {
    expect(profileSchema.parse({ name: 'shop' })).toEqual({ name: 'shop', description: '', prompt: '', guardrails: {}, blinders: {} });
  });

  it.each([
    ['an unknown key', { name: 'x', promt: 'typo' }],
    ['an unknown guardrail', { name: 'x', guardrails: { max_urls: 5 } }],
    ['a goal type that does not exist', { name: 'x', blinders: { goal_type: 'everything' } }],
    ['a pattern that is none', { name: 'x', blinders: { redact_patterns: ['('] } }],
    ['a book for a prompt', { name: 'x', prompt: 'p'.repeat(4_001) }],
  ])('with %s is refused', (_what, profile) => {
    expect(profileSchema.safeParse(profile).success).toBe(false);
  });

  it('of the examples is valid', () => {
    const text = readFileSync(new URL('../../profiles/back-office.yaml', import.meta.url), 'utf8');
    expect(profileSchema.parse(parse(text))).toMatchObject({ name: 'back-office' });
  });
});
