/**
 * What is added to the end of a task's page: it begins the one episode of this page by its seed, takes the display of rewards and the START cover away, and
 * keeps a second episode from beginning, so that the result of the first one stays. Names as in MiniWoB++'s core.js.
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
    // No reward is written into the page, where extract or get_dom could read it.
    core.updateDisplay = () => {};
    core.startEpisodeReal();
    core.startEpisodeReal = core.startEpisode = () => {};
    window.ROTE_EPISODE_BEGUN = true;
  };
  addEventListener('load', begin);
})();
</script>`;
}

/** Run in the page by the harness before the job is given: the words of the task, once it is ready. */
export const READ_UTTERANCE = `async () => {
  const isReady = () => window.ROTE_EPISODE_BEGUN === true && (typeof WOB_TASK_READY === 'undefined' || WOB_TASK_READY);
  while (!isReady()) await new Promise((next) => setTimeout(next, 20));
  const said = core.getUtterance ? core.getUtterance() : document.getElementById('query').textContent;
  return (typeof said === 'string' ? said : said.utterance).replace(/\\s+/g, ' ').trim();
}`;

/** Run in the page by the harness when the agent is done. */
export const READ_RESULT = `async () => {
  const said = core.getUtterance ? core.getUtterance() : document.getElementById('query').textContent;
  return {
    begun: window.ROTE_EPISODE_BEGUN === true,
    utterance: (typeof said === 'string' ? said : said.utterance).replace(/\\s+/g, ' ').trim(),
    done: WOB_DONE_GLOBAL === true,
    reward: Number(WOB_REWARD_GLOBAL),
    raw_reward: Number(typeof WOB_RAW_REWARD_GLOBAL === 'undefined' ? WOB_REWARD_GLOBAL : WOB_RAW_REWARD_GLOBAL),
    reason: typeof WOB_REWARD_REASON === 'string' ? WOB_REWARD_REASON : null,
  };
}`;
