export type StuckLevel = 'hint' | 'warning' | 'stop';
export type StuckReason = 'repeat' | 'cycle' | 'failures' | 'revisit';

/** `message` is for the agent: what happened and what to do instead. */
export type StuckVerdict = { level: 'none' } | { level: StuckLevel; reason: StuckReason; message: string };
