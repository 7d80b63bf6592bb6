import { hold, type Scenario } from '../scenario.ts';
import { sql } from '../world/database-text.ts';
import { type Relay, startRelay } from '../world/relay.ts';
import type { World } from '../world/world.ts';

/** What a worker writes down as the address of a sandbox becomes the relay's; the relay knows the true one. */
async function putBetween(world: World): Promise<Relay> {
  const relay = await startRelay(async () => {
    const { rows } = await sql(world, 'select url from public.true_addresses order by at desc limit 1');
    return rows[0] && new URL(String(rows[0].url));
  });
  await sql(
    world,
    `create table public.true_addresses (url text, at timestamptz default clock_timestamp());
     create function public.put_between() returns trigger language plpgsql as $$ begin
       if new.sandbox_url is not null and new.sandbox_url is distinct from old.sandbox_url then
         insert into public.true_addresses (url) values (new.sandbox_url);
         new.sandbox_url := 'http://127.0.0.1:${relay.port}';
       end if;
       return new; end $$;
     create trigger put_between before update on rote.runs for each row execute function public.put_between();`,
  );
  return relay;
}

async function takeAway(world: World, relay: Relay): Promise<void> {
  await sql(world, 'drop trigger put_between on rote.runs; drop function public.put_between; drop table public.true_addresses;');
  await relay.close();
}

function cutFor(seconds: number): Scenario {
  return {
    name: `cut the api from the sandbox for ${seconds} s, silently`,
    // On PGlite api and sandbox share a machine: there is no network between them.
    on: ['postgres'],
    endedWithinMs: 180_000,
    async play(world) {
      const relay = await putBetween(world);
      try {
        const run = await world.ask(world.newId(`cut-${seconds}`), { playbook: 'patient' });
        await run.observer!.seen((event) => event.type === 'step');
        relay.cut();
        const mended = new Promise<void>((later) => setTimeout(later, seconds * 1_000)).then(() => relay.mend());
        const during = await fetch(`${world.url}/v1/runs/${run.runId}`);
        const said = (await during.json()) as { error?: { code: string }; status?: string };
        hold(
          !during.ok && said.error?.code === 'SANDBOX_UNREACHABLE',
          `while it was cut the run was answered as ${during.status} ${JSON.stringify(said)}`,
        );
        await mended;
        await run.observer!.done;
        const end = run.observer!.complete;
        hold(
          end?.type === 'complete' && end.status === 'completed',
          `the run itself was not to be harmed, and ended as ${JSON.stringify(end)}`,
        );
        return [run];
      } finally {
        await takeAway(world, relay);
      }
    },
  };
}

export const cut: Scenario[] = [cutFor(5), cutFor(60)];
