/** How an attribute says that its element sends a request. */
export interface SendingAttribute {
  readonly name: string;
  /** The attribute holds the method, its address is elsewhere. */
  readonly holds: 'method' | 'address' | 'call';
  /** What it sends, where the attribute's name says it. */
  readonly method?: string;
  /** The event that sends it, where the attribute's name says it; otherwise what a browser would send such an element by. */
  readonly on?: 'click' | 'change' | 'submit';
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Attributes that hold the method with which a link, button or form is sent. */
const methodIn = (...names: string[]): SendingAttribute[] => names.map((name) => ({ name, holds: 'method' }));

/** Attributes whose name says the method: `hx-delete`. They hold the address. */
const namedByMethod = (prefix: string): SendingAttribute[] =>
  METHODS.map((method) => ({ name: `${prefix}${method}`, holds: 'address', method: method.toUpperCase() }));

/** Attributes that hold a call of a script or of the server: `wire:click="destroy(7)"`. */
const callOn = (on: 'click' | 'change' | 'submit', ...names: string[]): SendingAttribute[] =>
  names.map((name) => ({ name, holds: 'call', on }));

/**
 * Every attribute with which a known framework says that an element sends something. What listeners do that scripts add cannot be read
 * from a page.
 */
export const SENDING_ATTRIBUTES: readonly SendingAttribute[] = [
  // Rails (UJS and Turbo), Redmine, Phoenix, Yii, Laravel; Unpoly; ASP.NET; fixi; TwinSpark.
  ...methodIn(
    'data-method',
    'data-turbo-method',
    'up-method',
    'data-up-method',
    'data-ajax-method',
    'data-http-method',
    'data-http-verb',
    'data-verb',
    'data-request-method',
    'data-fetch-method',
    'fx-method',
    'ts-req-method',
  ),
  // htmx, Alpine AJAX, intercooler.
  ...namedByMethod('hx-'),
  ...namedByMethod('data-hx-'),
  { name: 'ic-get-from', holds: 'address', method: 'GET' },
  { name: 'ic-post-to', holds: 'address', method: 'POST' },
  { name: 'ic-put-to', holds: 'address', method: 'PUT' },
  { name: 'ic-patch-to', holds: 'address', method: 'PATCH' },
  { name: 'ic-delete-from', holds: 'address', method: 'DELETE' },
  // Buttons that send with an address of their own: `data-post-url="/orders/7/close"`.
  { name: 'data-post-url', holds: 'address', method: 'POST' },
  { name: 'data-delete-url', holds: 'address', method: 'DELETE' },
  // Livewire, LiveView, Unicorn, October, Datastar, AngularJS, Alpine, Knockout, Stimulus, and the browser itself.
  ...callOn('click', 'wire:click', 'wire:click.prevent', 'phx-click', 'unicorn:click', 'data-request', 'data-on-click', 'data-on:click'),
  ...callOn('click', 'onclick', 'onmousedown', 'onmouseup', 'onpointerdown', 'ng-click', 'data-ng-click', '@click', '@click.prevent'),
  ...callOn('click', 'x-on:click', 'x-on:click.prevent', 'v-on:click', 'data-action'),
  ...callOn(
    'change',
    'wire:change',
    'phx-change',
    'unicorn:change',
    'data-on-change',
    'data-on:change',
    'onchange',
    'oninput',
    'ng-change',
  ),
  ...callOn('change', '@change', 'x-on:change'),
  ...callOn('submit', 'wire:submit', 'wire:submit.prevent', 'phx-submit', 'data-on-submit', 'data-on:submit', 'onsubmit', 'ng-submit'),
  ...callOn('submit', '@submit', '@submit.prevent', 'x-on:submit', 'x-on:submit.prevent'),
];

/** Calls of these attributes are always messages to the server. */
export const SERVER_CALLS = /^(?:wire:|phx-|unicorn:|data-request$)/;

/** Attributes that hold the question which is asked before the element sends something. */
export const QUESTION_ATTRIBUTES: readonly string[] = [
  'data-confirm',
  'data-turbo-confirm',
  'hx-confirm',
  'data-hx-confirm',
  'up-confirm',
  'ic-confirm',
  'wire:confirm',
  'data-request-confirm',
  'data-ajax-confirm',
];

/** The name of the hidden field with which a form says which method it means. */
export const METHOD_FIELD = /^_*(?:http_?)?method$/i;
