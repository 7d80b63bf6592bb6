import { cp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const BUNDLED = resolve(import.meta.dirname, '..', '..', '..', 'playbooks');
const HEAD = "guardrails: { allow_private_networks: true, enable_llm_action_check: false }\nstart_url: '{base_url}/login'\nsteps:\n";
const PATIENT_STEPS = 25;

/** The bundled playbooks, one that is over at once, and one that takes long because its target does (4 s a page). */
export async function makePlaybooks(folder: string): Promise<void> {
  await cp(BUNDLED, folder, { recursive: true });
  const glance = "  - { action: extract, selector: { primary: 'body' }, store_as: seen, on_failure: abort }\n";
  await writeFile(join(folder, 'glance.yaml'), `id: glance\nname: Glance\n${HEAD}${glance}`);
  const slowPage = (page: number) =>
    `  - { action: goto, description: Page ${page}, params: { url: '{base_url}/login?delay_ms=4000&page=${page}' }, on_failure: abort }\n`;
  const pages = Array.from({ length: PATIENT_STEPS }, (_, page) => slowPage(page + 1)).join('');
  await writeFile(join(folder, 'patient.yaml'), `id: patient\nname: Patient\n${HEAD}${pages}`);
}
