import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { profileSchema } from './profile.ts';

describe('a profile', () => {
  it('needs only a name', () => {
    expect(profileSchema.parse({ name: 'shop' })).toEqual({
      name: 'shop',
      description: '',
      prompt: '',
      guardrails: {},
      blinders: {},
      reads: [],
    });
  });

  it.each([
    ['an unknown key', { name: 'x', promt: 'typo' }],
    ['an unknown guardrail', { name: 'x', guardrails: { max_urls: 5 } }],
    ['a goal type that does not exist', { name: 'x', blinders: { goal_type: 'everything' } }],
    ['an invalid pattern', { name: 'x', blinders: { redact_patterns: ['('] } }],
    ['a prompt that is too long', { name: 'x', prompt: 'p'.repeat(4_001) }],
  ])('is rejected with %s', (_what, profile) => {
    expect(profileSchema.safeParse(profile).success).toBe(false);
  });

  it('is valid in the bundled example', () => {
    const text = readFileSync(new URL('../../profiles/back-office.yaml', import.meta.url), 'utf8');
    expect(profileSchema.parse(parse(text))).toMatchObject({ name: 'back-office' });
  });
});
