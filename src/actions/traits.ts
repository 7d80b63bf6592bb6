/** What the rooms need to know of an action without knowing its name. */
export interface Traits {
  /** Who may use it. */
  readonly drivers: readonly ('playbook' | 'agent')[];
  /** `element`: acts on one element. `page`: looks at or changes the page, or a part of it. `none`: works beside the page. */
  readonly target: 'element' | 'page' | 'none';
  /** Where its `url` leads: the page goes there (which costs a visit), or a server is asked outside of it. */
  readonly destination: 'page' | 'server' | 'none';
  /** Whether it is a click on its element; `by_key`: when its key is one that clicks. */
  readonly clicks: 'always' | 'by_key' | 'never';
  /** Whether the page may send something because of it that must not be sent twice. An agent declares nothing, so its network is watched. */
  readonly maySend: boolean;
  /** What a playbook may say of its `effect`. `unless_read`: a write by default, but for a method that reads. */
  readonly effect: 'declared' | 'unless_read' | 'never';
  /** `text`: what was asked for, in words. `value`: what a script returned. `page`: an observation. `file`, `image`: by path, as a picture. */
  readonly output: 'none' | 'text' | 'value' | 'page' | 'file' | 'image';
  /** Its result says nothing that the call does not, once its output is gone: an agent's memory keeps the call alone. */
  readonly saysNothingNew: boolean;
  /** The least goal of an agent's run that has it: looking, using buttons and forms, or all of filling in a form. */
  readonly leastGoal: 'look' | 'act' | 'fill_form';
}
