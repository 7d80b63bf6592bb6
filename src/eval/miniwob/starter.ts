/**
 * The markup to add to the end of a task's page. It starts the page's one episode with the seed, removes the display of rewards and the START cover,
 * and prevents a second episode, so the first result stays. The names are those of MiniWoB++'s core.js.
 */
export function starter(seed: number, limitMs: number): string {
  return `
<style>#reward-display, #sync-task-cover, #click-canvas { display: none !important; }</style>
<script>
(() => {
  const begin = () => {
    if (typeof core === 'undefined' || !core.cover_div || typeof genProblem === 'undefined') return requestAnimationFrame(begin);
    Math.seedrandom(${seed});
    if (core.setDataMode) core.setDataMode('test');
    core.EPISODE_MAX_TIME = ${limitMs};
    // The page must not show the reward: extract and get_dom could read it.
    core.updateDisplay = () => {};
    core.startEpisodeReal();
    core.startEpisodeReal = core.startEpisode = () => {};
    window.ROTE_EPISODE_BEGUN = true;
  };
  addEventListener('load', begin);
})();
</script>`;
}

/** The harness runs this in the page before the job: it returns the text of the task once the task is ready. */
export const READ_UTTERANCE = `async () => {
  const isReady = () => window.ROTE_EPISODE_BEGUN === true && (typeof WOB_TASK_READY === 'undefined' || WOB_TASK_READY);
  while (!isReady()) await new Promise((next) => setTimeout(next, 20));
  const utterance = core.getUtterance ? core.getUtterance() : document.getElementById('query').textContent;
  return (typeof utterance === 'string' ? utterance : utterance.utterance).replace(/\\s+/g, ' ').trim();
}`;

/** The harness runs this in the page when the agent is done. */
export const READ_RESULT = `async () => {
  const utterance = core.getUtterance ? core.getUtterance() : document.getElementById('query').textContent;
  return {
    begun: window.ROTE_EPISODE_BEGUN === true,
    utterance: (typeof utterance === 'string' ? utterance : utterance.utterance).replace(/\\s+/g, ' ').trim(),
    done: WOB_DONE_GLOBAL === true,
    reward: Number(WOB_REWARD_GLOBAL),
    raw_reward: Number(typeof WOB_RAW_REWARD_GLOBAL === 'undefined' ? WOB_REWARD_GLOBAL : WOB_RAW_REWARD_GLOBAL),
    reason: typeof WOB_REWARD_REASON === 'string' ? WOB_REWARD_REASON : null,
  };
}`;
