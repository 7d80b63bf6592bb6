/** What the rooms need to know about an action without knowing its name. */
export interface Traits {
  /** The drivers that can use it. */
  readonly drivers: readonly ('playbook' | 'agent')[];
  /** `element`: acts on one element. `page`: looks at or changes the page or a part of it. `none`: neither. */
  readonly target: 'element' | 'page' | 'none';
  /** Where its `url` leads: the page navigates there, which costs a visit, or a request is sent outside the page. */
  readonly destination: 'page' | 'server' | 'none';
  /** Whether it clicks its element; `by_key`: only with a key that clicks; `by_option`: an option of it, if the page draws the list itself. */
  readonly clicks: 'always' | 'by_key' | 'by_option' | 'never';
  /**
   * Whether it may make the page send something that must not be sent twice. An agent declares no effects, so its
   * network is watched.
   */
  readonly maySend: boolean;
  /** Whether doing it again leaves what doing it once left: a click may toggle, turn a page or send. `without_key`: unless it presses one. */
  readonly repeats: 'always' | 'without_key' | 'never';
  /** What a playbook may declare as its `effect`. `unless_read`: a write by default, unless its method only reads. */
  readonly effect: 'declared' | 'unless_read' | 'never';
  /** `text`: the requested text. `value`: what a script returned. `page`: an observation. `file`: its path. */
  readonly output: 'none' | 'text' | 'value' | 'page' | 'file' | 'image';
  /** Whether the result adds nothing to the call once its output is dropped: agent memory then keeps only the call. */
  readonly saysNothingNew: boolean;
  /** The smallest goal for which an agent gets it: looking, using buttons and forms, or filling in whole forms. */
  readonly leastGoal: 'look' | 'act' | 'fill_form';
}
