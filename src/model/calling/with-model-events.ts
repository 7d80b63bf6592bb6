import type { EventSink, TokenUsage } from '../../contract/index.ts';
import { toErrorBody } from '../../contract/index.ts';
import type { ModelPort } from '../port.ts';
import { addUsage, noUsage } from '../usage.ts';

export interface MeteredModel extends ModelPort {
  /** The usage of all calls through this port so far. */
  usage(): TokenUsage;
}

/** Wraps a model: each call emits a `model` event, and its usage is added up. */
export function withModelEvents(model: ModelPort, emit: EventSink): MeteredModel {
  let used = noUsage;
  return {
    name: model.name,
    usage: () => used,
    async generate(request, deadline) {
      const startedAt = performance.now();
      const call = { type: 'model' as const, model: model.name, purpose: request.purpose };
      const durationMs = () => Math.round(performance.now() - startedAt);
      try {
        const reply = await model.generate(request, deadline);
        used = addUsage(used, reply.usage);
        await emit({ ...call, ok: true, duration_ms: durationMs(), tokens: reply.usage });
        return reply;
      } catch (error) {
        await emit({ ...call, ok: false, code: toErrorBody(error).code, duration_ms: durationMs() });
        throw error;
      }
    },
  };
}
