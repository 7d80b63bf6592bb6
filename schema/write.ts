/**
 * `npm run schema`: writes what is derived from the actions and the playbook format: schema/playbook.schema.json, and the table of actions in
 * docs/playbooks.md. A test (src/playbook/reference.test.ts) fails when either is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { actionTable, playbookJsonSchema } from '../src/playbook/index.ts';

const SCHEMA = new URL('playbook.schema.json', import.meta.url);
const REFERENCE = new URL('../docs/playbooks.md', import.meta.url);

/** The table of actions, from its head to the first line that is not of it. */
const TABLE = /^\| action \|.*(\n\|.*)*/m;

writeFileSync(SCHEMA, `${JSON.stringify(playbookJsonSchema(), null, 2)}\n`);
const reference = readFileSync(REFERENCE, 'utf8');
if (!TABLE.test(reference)) throw new Error('docs/playbooks.md has no table that begins with "| action |".');
writeFileSync(
  REFERENCE,
  reference.replace(TABLE, () => actionTable()),
);
