import { hold, type Scenario } from '../scenario.ts';

const TIMES = 50;

/** Fifty clients, or one impatient one, send the same request at once, and again after a restart. */
export const idempotency: Scenario[] = [
  {
    name: `one idempotency key ${TIMES} times at once, and again after a restart`,
    short: true,
    async play(world) {
      const orderId = world.freshOrder();
      const { run_id: _own, ...request } = world.requestOf('', { orderId });
      const key = `fifty-${orderId}`;
      const send = async () => {
        const answer = await fetch(`${world.url}/v1/runs`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(request),
        });
        const text = await answer.text();
        hold(answer.status === 202, `one of them was answered with ${answer.status}: ${text}`);
        return { text, replayed: answer.headers.get('idempotent-replayed') === 'true' };
      };
      const answers = await Promise.all(Array.from({ length: TIMES }, send));
      hold(new Set(answers.map(({ text }) => text)).size === 1, 'the answers differ');
      hold(answers.filter(({ replayed }) => !replayed).length === 1, 'not exactly one of them made the run');
      const runId = (JSON.parse(answers[0]!.text) as { run_id: string }).run_id;
      const run = world.adopt(runId, orderId);
      await run.observer!.done;
      await world.api.kill();
      await world.start();
      const again = await Promise.all(Array.from({ length: TIMES }, send));
      hold(
        again.every(({ text, replayed }) => text === answers[0]!.text && replayed),
        'after the restart another run was made',
      );
      const other = await fetch(`${world.url}/v1/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ ...request, directive: `Cancel order #${orderId}, please` }),
      });
      hold(other.status === 409, `another request under the key was answered with ${other.status}`);
      hold(world.sample.store.order(orderId)!.requests.cancel === 1, 'the order was not cancelled exactly once');
      return [run];
    },
  },
];
