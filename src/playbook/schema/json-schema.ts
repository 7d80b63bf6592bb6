import { z } from 'zod';
import { playbookSchema } from './playbook-schema.ts';

/**
 * The format of playbook files as a JSON schema, for editors. `parsePlaybook` checks what a schema cannot express:
 * placeholders and rules across keys.
 */
export function playbookJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(playbookSchema, { target: 'draft-7', io: 'input' });
  return { $schema, title: 'Rote playbook', description: 'How to do one job in a web application.', ...schema };
}
