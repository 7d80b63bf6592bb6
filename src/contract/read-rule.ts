import { z } from 'zod';

/** Requests of an application that only read, although their method may change something: a search by POST, for example. */
export const readRuleSchema = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'must be an HTTP method')
    .transform((method) => method.toUpperCase())
    .optional()
    .describe('The HTTP method; without it, any'),
  path: z
    .string()
    .regex(/^\//, 'must begin with /')
    .max(500)
    .describe('The path of the address: * stands for a part between slashes, ** for any number of them'),
  body: z.string().min(1).max(500).optional().describe('A text that the body of the request contains'),
});
export type ReadRule = z.infer<typeof readRuleSchema>;
