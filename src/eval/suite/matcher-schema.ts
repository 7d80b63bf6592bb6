import { z } from 'zod';

/** One string, or several that must all occur. */
export const textsSchema = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
export type Texts = z.infer<typeof textsSchema>;

export const asList = (texts: Texts | undefined): readonly string[] => (typeof texts === 'string' ? [texts] : (texts ?? []));

/** The expectations for an observed value. Everything given must hold. */
export const matcherShape = {
  /** The same JSON value; a string also equals a number written the same way. */
  equals: z.json().optional(),
  not_equals: z.json().optional(),
  /** Its text, or a member of a list, contains this. Case-sensitive. */
  contains: textsSchema.optional(),
  not_contains: textsSchema.optional(),
  /** A JavaScript regular expression that matches anywhere. */
  matches: z.string().min(1).refine(isRegularExpression, { error: 'is not a regular expression' }).optional(),
  at_least: z.number().optional(),
  at_most: z.number().optional(),
  /** Whether there is a value at the path. */
  exists: z.boolean().optional(),
};
const matcherSchema = z.object(matcherShape);
export type Matcher = z.infer<typeof matcherSchema>;

export const MATCHER_KEYS = Object.keys(matcherShape) as (keyof typeof matcherShape)[];

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
