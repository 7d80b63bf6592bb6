import { attribute, closest, isLaidOut, isTag, queryAll, rootElement } from '../../dom/dom.ts';

/** A form that asks for a password, as a login form is recognized by. */
export interface PasswordForm {
  /** Path to which it is sent; undefined when that is the page itself, or when there is no form element. */
  action?: string | undefined;
  /** Its visible fields: type and name each. */
  fields: string[];
  /** One of its fields is for a new password. */
  setsPassword: boolean;
}

const NO_FIELDS = new Set(['hidden', 'submit', 'button', 'image', 'reset', 'checkbox', 'radio', 'file']);

/** The forms of the document that show a password field. Fields outside of a form count as one form. */
export function passwordForms(): PasswordForm[] {
  const shown = (element: Element) => isLaidOut(element, { visibilityProperty: true });
  const passwords = queryAll(document, 'input[type="password"]').filter(shown);
  const owners = new Set(passwords.map((field) => closest(field, 'form') ?? rootElement()));
  return [...owners].map((owner) => {
    const fields = queryAll(owner, 'input').filter((field) => shown(field) && isTag(field, 'input') && !NO_FIELDS.has(field.type));
    const kinds = fields.map((field) => attribute(field, 'type')?.toLowerCase() ?? 'text');
    return {
      action: pathOf(attribute(owner, 'action')),
      fields: fields.map((field, at) => `${kinds[at]} ${nameOf(field)}`),
      setsPassword:
        kinds.filter((kind) => kind === 'password').length > 1 ||
        fields.some((field) => attribute(field, 'autocomplete') === 'new-password'),
    };
  });
}

function nameOf(field: Element): string {
  return ['name', 'id', 'autocomplete', 'aria-label', 'placeholder'].map((name) => attribute(field, name)).find((value) => value) ?? '';
}

function pathOf(action: string | null): string | undefined {
  if (action === null || action.trim() === '') return undefined;
  return URL.canParse(action, document.baseURI) ? new URL(action, document.baseURI).pathname : undefined;
}
