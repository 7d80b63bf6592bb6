/** A text that people read, and what it may say instead. */
export interface Rewording {
  /** A whole text (labels, buttons), or a pattern within texts (messages, states). */
  readonly from: string | RegExp;
  readonly to: readonly string[];
}

/** Controls that move together, and the label of what one opens to reach them. */
export interface MovedGroup {
  readonly selector: string;
  readonly opener: string;
}

/** Where the drifts apply in one application. It is data, so no drift depends on an application. */
export interface ApplicationPlan {
  readonly name: string;
  /** Path of the page with the login form. */
  readonly loginPath: string;
  /** Name of the cookie that a signed-in user has. */
  readonly sessionCookie: string;
  /** `data-` attributes that hold the id of another element. */
  readonly idReferences: readonly string[];
  /** Ids that the application's scripts build, which no drift may rename. */
  readonly scriptBuiltIds: readonly RegExp[];
  /** Prefixes that derive one id from another: `change_` + `id_customer`. */
  readonly idPrefixes: readonly string[];
  readonly labels: readonly Rewording[];
  readonly messages: readonly Rewording[];
  readonly menus: readonly MovedGroup[];
  readonly dialogs: readonly MovedGroup[];
  /** Selector of the parts of a page that become the panels of tabs, and of the title in each. */
  readonly tabs: readonly { readonly parts: string; readonly title: string }[];
  /** Selector of the fields that become custom widgets. */
  readonly widgets: string;
  /** Selector of the forms that get one more required field. */
  readonly requiredIn: string;
  readonly variant: {
    /** Rows of buttons that move to the end of the page's main part, in reverse order. */
    readonly movedToEnd: string;
    readonly main: string;
    /** The quick search at the top of each page. */
    readonly search: { readonly action: string; readonly field: string };
  };
  /** Pages that no drift may change: pop-ups that talk to the window that opened them. */
  readonly isPopup: (url: URL) => boolean;
}
