import type { EventSink, TokenUsage } from '../../contract/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import type { ModelPort } from '../port.ts';
import { addUsage, noUsage } from '../usage.ts';

export interface MeteredModel extends ModelPort {
  /** What all calls through this port have used so far. */
  usage(): TokenUsage;
}

/** The same model, each of whose calls becomes a `model` event and is counted. */
export function withModelEvents(model: ModelPort, emit: EventSink): MeteredModel {
  let used = noUsage;
  return {
    name: model.name,
    usage: () => used,
    async generate(request, deadline) {
      const startedAt = performance.now();
      const told = { type: 'model' as const, model: model.name, purpose: request.purpose };
      const duration = () => Math.round(performance.now() - startedAt);
      try {
        const reply = await model.generate(request, deadline);
        used = addUsage(used, reply.usage);
        await emit({ ...told, ok: true, duration_ms: duration(), tokens: reply.usage });
        return reply;
      } catch (error) {
        await emit({ ...told, ok: false, code: toErrorBody(error).code, duration_ms: duration() });
        throw error;
      }
    },
  };
}
