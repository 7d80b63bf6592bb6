import { type Interval, wilson } from '../statistics/wilson.ts';
import type { Episode } from './episode.ts';

/** The figures of one task or of all tasks. */
export interface MiniwobFigures {
  task: string;
  success: number;
  /** Episodes with a verdict. */
  scored: number;
  no_verdict: number;
  /** Success rate with its 95 % interval; null without a verdict. */
  rate: Interval | null;
  mean_steps: number;
  mean_tokens: number;
  /** Null when a price is unknown. */
  cost_usd: number | null;
}

export interface MiniwobReport {
  model: string | null;
  tasks: MiniwobFigures[];
  all: MiniwobFigures;
  episodes: Episode[];
}

export function summarize(episodes: readonly Episode[], model: string | null): MiniwobReport {
  const names = [...new Set(episodes.map(({ task }) => task))];
  const tasks = names.map((name) =>
    figuresOf(
      name,
      episodes.filter(({ task }) => task === name),
    ),
  );
  return { model, tasks, all: figuresOf('all', episodes), episodes: [...episodes] };
}

function figuresOf(task: string, episodes: readonly Episode[]): MiniwobFigures {
  const scored = episodes.filter(({ outcome }) => outcome !== 'no_verdict');
  const success = scored.filter(({ outcome }) => outcome === 'success').length;
  const mean = (value: (episode: Episode) => number) =>
    scored.length === 0 ? 0 : scored.reduce((sum, episode) => sum + value(episode), 0) / scored.length;
  const costs = scored.map(({ cost_usd }) => cost_usd);
  return {
    task,
    success,
    scored: scored.length,
    no_verdict: episodes.length - scored.length,
    rate: wilson(success, scored.length) ?? null,
    mean_steps: mean(({ steps }) => steps),
    mean_tokens: mean((episode) => episode.input_tokens + episode.output_tokens),
    cost_usd: costs.some((cost) => cost === null) ? null : costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0),
  };
}

/** One line for each task and one for all tasks. */
export function summaryText({ tasks, all }: MiniwobReport): string {
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const width = Math.max(...[...tasks, all].map(({ task }) => task.length));
  return [...tasks, all]
    .map(({ task, success, scored, no_verdict, rate, mean_steps }) => {
      const counted =
        rate === null ? 'no verdict' : `${success}/${scored}  ${percent(rate.value)} (95 %: ${percent(rate.low)} to ${percent(rate.high)})`;
      const unjudged = no_verdict === 0 || rate === null ? '' : `  ${no_verdict} without a verdict`;
      return `${task.padEnd(width)}  ${counted}${rate === null ? '' : `  ${mean_steps.toFixed(1)} steps`}${unjudged}`;
    })
    .join('\n');
}
