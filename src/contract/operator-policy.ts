import { z } from 'zod';
import { PERMISSIONS } from './browser-settings.ts';

/**
 * Who may open something for a run: no file and no request, the operator's own files (playbooks and profiles), or a run request too. In this order, each
 * includes those before it.
 */
export const OPENERS = ['nobody', 'playbooks', 'requests'] as const;
export type Opener = (typeof OPENERS)[number];

const opener = (byDefault: Opener, description: string) => z.enum(OPENERS).default(byDefault).describe(description);
const most = (schema: z.ZodNumber, description: string) => schema.nullable().default(null).describe(description);

/**
 * What the operator of a service lets its runs do at most. A request, playbook or profile that asks for more is refused; what none of them sets
 * is lowered. See docs/operations.md.
 */
export const operatorPolicySchema = z.strictObject({
  private_networks: opener('requests', 'Who may set `allow_private_networks`.'),
  metadata_services: opener('nobody', "Who may name a cloud's metadata service or a link-local address in `allowed_domains`."),
  blocked_sites: opener('requests', 'Who may open sites of the built-in list by naming them in `allowed_domains`.'),
  unjudged_clicks: opener('requests', 'Who may turn `enable_llm_action_check` off.'),
  permissions: opener('requests', `Who may grant \`permissions\` (${PERMISSIONS.length} kinds) or set \`geolocation\`.`),
  full_service_workers: opener('requests', 'Who may set `service_workers: full`.'),
  scripts: z.boolean().default(true).describe('Whether playbooks may run scripts in pages (`evaluate`).'),
  agents: z.boolean().default(true).describe('Whether a model may drive runs. If not, runs use playbooks only.'),
  domains: z
    .array(z.string().min(1))
    .min(1)
    .nullable()
    .default(null)
    .describe('The only domains that runs may use, as in `allowed_domains`; a run without that list gets these. By default any.'),
  blocked_domains: z.array(z.string().min(1)).default([]).describe('Domains that no run may use, as in `blocked_domains`.'),
  models: z
    .array(z.string().min(1))
    .nullable()
    .default(null)
    .describe("Models that a request may choose besides the service's own. By default any."),
  timeout_seconds: most(z.number().min(30), 'Longest duration of a run.'),
  max_steps: most(z.int().min(1), 'Most steps of an agent.'),
  max_tokens: most(z.int().min(1), 'Most tokens of an agent.'),
  max_cost_usd: most(z.number().positive(), 'Most that an agent may cost, in US dollars.'),
  max_urls_visited: most(z.int().min(1), 'Most pages that a run may visit.'),
});
export type OperatorPolicy = z.infer<typeof operatorPolicySchema>;

/** The policy of a service whose operator wrote none. */
export const defaultPolicy: OperatorPolicy = operatorPolicySchema.parse({});
