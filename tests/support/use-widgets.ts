import type { ActionName } from '../../src/actions/index.ts';
import { createScriptedModel, type ScriptedReply } from '../../src/model/index.ts';
import type { ExecutedRun } from '../../src/run/index.ts';
import { act, refOf } from './scripted-agent.ts';
import { usePages } from './use-pages.ts';

/** One step on a widget. A playbook names the element by `selector`, an agent by the ref of what it reads as `name`, if that is given. */
export type WidgetStep = { action: ActionName; selector?: string; name?: string } & Record<string, unknown>;

interface Worked {
  report: ExecutedRun['report'];
  events: Awaited<ReturnType<ReturnType<typeof usePages>['place']['run']>>['events'];
  /** What the page has saved, in order. */
  saved: unknown[];
}

/** A page and the steps on it, without the click on "Save" that ends them. */
export type WidgetJob = readonly [path: string, ...steps: WidgetStep[]];

export interface Widgets {
  /** Works the pages in one run, in order. */
  byPlaybook(...jobs: WidgetJob[]): Promise<Worked>;
  byAgent(...jobs: WidgetJob[]): Promise<Worked>;
}

const SAVE: WidgetStep = {
  action: 'click',
  selector: 'role=button[name="Save"]',
  name: 'Save',
  verify: { expect_text_on_page: 'Saved.' },
};

/**
 * A page with a widget. Its script ends with the function `state`; "Save" sends what it returns.
 */
export function widgetPage(body: string, script: string): string {
  return `<!doctype html><html lang="en"><title>Form</title><style>body { font: 16px sans-serif }</style><body>${body}
<p><button type="button" id="save-form">Save</button> <output id="saved"></output></p><script>
{ ${script}
document.getElementById('save-form').onclick = async () => {
  await fetch('/saved', { method: 'POST', body: JSON.stringify(state()), headers: { 'content-type': 'application/json' } });
  document.getElementById('saved').textContent = 'Saved.'; }; }</script></body></html>`;
}

/** Works the widgets of these pages in a real browser, by a playbook or a scripted agent, for the tests of one file. */
export function useWidgets(pages: Parameters<typeof usePages>[0]): Widgets {
  let saved: unknown[] = [];
  const served = usePages({
    ...pages,
    '/start': '<h1>Forms</h1>',
    '/saved': (request, response) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => {
        saved.push(JSON.parse(body));
        response.end();
      });
    },
  });
  const run = async (config: Parameters<typeof served.place.run>[0], deps?: Parameters<typeof served.place.run>[1]) => {
    saved = [];
    const { report, events } = await served.place.run(
      {
        guardrails: { allow_private_networks: true, enable_llm_action_check: false, max_urls_visited: 100 },
        recording: { trace: false, screenshots: false },
        ...config,
      },
      deps,
    );
    return { report, events, saved };
  };
  const stepsOf = ([path, ...steps]: WidgetJob): WidgetStep[] => [{ action: 'goto', url: served.pages.url(path) }, ...steps, SAVE];
  return {
    async byPlaybook(...jobs) {
      await served.place.playbook('job', `id: job\nname: Job\nsteps:\n${jobs.flatMap(stepsOf).map(playbookStep).join('\n')}\n`);
      return run({ directive: 'go', playbook: 'job', start_url: served.pages.url('/start') });
    },
    async byAgent(...jobs) {
      const todo = jobs.flatMap(stepsOf);
      const primary = createScriptedModel((request, call): ScriptedReply => {
        const step = todo[call - 1];
        if (step === undefined) return act('done', { success: false, summary: 'Done' });
        const { action, selector, name, verify: _verify, ...params } = step;
        return act(action, { ...params, selector: name === undefined ? selector : refOf(request, name) });
      });
      const models = { primary, utility: createScriptedModel(() => ({ text: 'fill_form' })) };
      return run(
        { directive: 'Fill in the forms', execution_mode: 'agent_only', start_url: served.pages.url('/start') },
        { models: () => models },
      );
    },
  };
}

/** JSON is YAML. */
function playbookStep({ action, selector, name: _name, verify, timeout_ms, ...params }: WidgetStep): string {
  const given = Object.keys(params).length > 0 ? params : undefined;
  return `  - ${JSON.stringify({ action, selector: selector === undefined ? undefined : { primary: selector }, params: given, verify, timeout_ms })}`;
}
