/** What people read, and what it may say instead. */
export interface Rewording {
  /** A whole text (labels, buttons), or a pattern within texts (messages, states). */
  readonly from: string | RegExp;
  readonly to: readonly string[];
}

/** Controls that move together, and what one has to open to reach them. */
export interface MovedGroup {
  readonly selector: string;
  readonly opener: string;
}

/** Where the drifts take hold in one application: data, so that a drift itself knows no application. */
export interface ApplicationPlan {
  readonly name: string;
  /** Path of the page with the login form. */
  readonly loginPath: string;
  /** The cookie of somebody who is signed in. */
  readonly sessionCookie: string;
  /** `data-` attributes that hold the id of another element. */
  readonly idReferences: readonly string[];
  /** Ids that the application's scripts put together, so that no drift may rename them. */
  readonly scriptBuiltIds: readonly RegExp[];
  /** Prefixes that make the id of a helper out of the id of what it helps: `change_` + `id_customer`. */
  readonly idPrefixes: readonly string[];
  readonly labels: readonly Rewording[];
  readonly messages: readonly Rewording[];
  readonly menus: readonly MovedGroup[];
  readonly dialogs: readonly MovedGroup[];
  /** Parts of a page that become the panels of tabs, and where the title of each stands. */
  readonly tabs: readonly { readonly parts: string; readonly title: string }[];
  /** Fields that become widgets of the application's own. */
  readonly widgets: string;
  /** Forms that ask for one thing more. */
  readonly requiredIn: string;
  readonly variant: {
    /** Rows of buttons that go to the end of the page's main part, in reverse order. */
    readonly movedToEnd: string;
    readonly main: string;
    /** A quick search in the head of each page. */
    readonly search: { readonly action: string; readonly field: string };
  };
  /** Pages that must be what they are: pop-ups that talk to the window that opened them. */
  readonly isPopup: (url: URL) => boolean;
}
