import { z } from 'zod';
import { playbookSchema } from './playbook-schema.ts';

/** The format of playbook files as a JSON schema, for editors. What a schema cannot say (placeholders, rules across keys) `parsePlaybook` checks. */
export function playbookJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(playbookSchema, { target: 'draft-7', io: 'input' });
  return { $schema, title: 'Rote playbook', description: 'How one job is done in a web application.', ...schema };
}
