import {
  attribute,
  closest,
  drawnParent,
  formOf,
  hasAttribute,
  labelledField,
  labelsOf,
  matches,
  queryAll,
  stackAt,
  tagOf,
} from '../dom/dom.ts';
import type { Control, ElementKind } from '../pass-types.ts';
import type { Sink } from '../walk/draft.ts';
import type { Context, MadeControl, Naming, Walk } from '../walk/walk-types.ts';
import { hasFields, stateOf } from './field-state.ts';
import { ACCOUNT, DANGEROUS, QUESTION } from './kind-names.ts';
import { leadsTo } from './leads-to.ts';
import { nameOf } from './names.ts';
import { BUTTONS, pickerOf } from './picker.ts';
import { controlRole, isField } from './roles.ts';

/** Makes the controls of a pass, without the kinds that its scope hides. */
export class ControlMaker {
  readonly made: MadeControl[] = [];
  hidden = 0;
  readonly #walk: Walk;
  readonly #dangerous: RegExp;
  readonly #account: RegExp;
  readonly #done = new Set<Element>();

  constructor(walk: Walk) {
    this.#walk = walk;
    this.#dangerous = new RegExp(walk.request.dangerous ?? DANGEROUS, 'iu');
    this.#account = new RegExp(walk.request.account ?? ACCOUNT, 'iu');
  }

  /** Returns false when the element is not visible; true for one that the scope hides. */
  emit(element: Element, role: string, sink: Sink, naming?: Naming): boolean {
    if (this.#done.has(element)) return true;
    const isHiddenKind = () => this.#walk.request.hide.includes(this.kindOf(element, role, ''));
    if (!this.isShown(element, naming)) return false;
    this.#done.add(element);
    if (isField(role) && isHiddenKind()) {
      this.hidden++;
      return true;
    }
    const picker = pickerOf(element);
    if (picker !== undefined && !this.#done.has(picker) && this.isShown(picker)) {
      // A person sees one control: the text box shows the value, and the button beside it changes it.
      this.#done.add(picker);
      this.#add(element, picker, role, sink, naming);
      return true;
    }
    this.#add(element, element, role, sink, naming);
    return true;
  }

  #add(element: Element, target: Element, role: string, sink: Sink, naming?: Naming): void {
    const { view, registry, request, occlusion } = this.#walk;
    const { name, mismatch } = naming ? this.#contentName(element, naming) : nameOf(element, role, view);
    const kind = this.kindOf(element, role, `${name} ${mismatch ?? ''}`);
    if (request.hide.includes(kind)) {
      this.hidden++;
      return;
    }
    const control: Control = {
      t: 'control',
      n: registry.numberOf(target),
      kind,
      role,
      name,
      mismatch,
      ...stateOf(element, role, name, view, registry, request),
    };
    if (target !== element && matches(target, BUTTONS)) {
      control.role = 'picker';
      control.states = control.states?.filter((state) => state !== 'readonly');
    }
    // A combobox that is named by its chosen value.
    if (control.value !== undefined && control.value === control.name) control.name = '';
    const href = leadsTo(element, name);
    if (href) control.href = href;
    const item: MadeControl['item'] = { t: 'control', control, hidden: false };
    sink.add(item, target, false);
    this.made.push({ element: target, control, item });
    const box = view.box(target);
    const surface = view.surface(target);
    if (!box || !surface) return;
    const hide = (wholly: boolean) => {
      item.hidden = wholly;
      control.states = [...(control.states ?? []), 'covered'];
    };
    occlusion.noteSeen({ owner: target, box, surface, hide });
  }

  #contentName(element: Element, naming: Naming): { name: string; mismatch?: string } {
    if (naming === 'none') return { name: '' };
    const { view } = this.#walk;
    const [heading] = queryAll(element, 'h1, h2, h3, h4, h5, h6, strong, b');
    return { name: (heading && view.text(heading, 60)) || view.text(element, 60).slice(0, 60) };
  }

  /** Whether it is drawn, or is transparent above something that is drawn in its place. */
  isShown(element: Element, naming?: Naming): boolean {
    const { view } = this.#walk;
    if (view.box(element)) return true;
    const tag = tagOf(element);
    if (/^(?:input|select)$/.test(tag)) {
      const place = view.place(element, 8);
      if (!place || view.style(element).visibility !== 'visible') return false;
      const stack = stackAt((place.left + place.right) / 2, (place.top + place.bottom) / 2);
      const parent = drawnParent(element);
      return (
        stack[0] === element &&
        parent !== null &&
        view.box(parent) !== undefined &&
        view.text(parent) + (view.hasPicture(parent) ? '1' : '') !== ''
      );
    }
    if (naming === 'none' || view.style(element).visibility !== 'visible' || !view.surface(element)) return false;
    return view.text(element, 20) !== '' || view.hasPicture(element);
  }

  /**
   * Handles a label: its field shows its text. For a hidden checkbox, radio button or file field, the label is what a
   * person clicks.
   */
  label(element: Element, sink: Sink, context: Context): boolean {
    const field = labelledField(element);
    const role = field ? controlRole(field) : undefined;
    if (!field || !role || !isField(role)) return false;
    const { view, request } = this.#walk;
    const isBlock = !view.style(element).display.startsWith('inline');
    if (isBlock) sink.breakLine();
    if (request.hide.includes(this.kindOf(field, role, ''))) {
      this.#walk.children(element, sink, { ...context, skipText: true });
      return true;
    }
    if (!this.isShown(field)) {
      const stands = /^(?:checkbox|radio|switch|file)$/.test(role) && view.box(element) !== undefined;
      if (!stands || this.#done.has(field)) return false;
      this.#done.add(field);
      this.#add(field, element, role, sink);
    }
    this.#walk.children(element, sink, { ...context, skipText: true });
    if (isBlock) sink.breakLine();
    return true;
  }

  /** A file field that is not drawn, behind a button that opens it: uploads need the field itself. */
  hiddenFile(element: Element, sink: Sink): void {
    if (attribute(element, 'type')?.toLowerCase() !== 'file' || this.#done.has(element)) return;
    const parent = drawnParent(element);
    const { view, request, registry } = this.#walk;
    if (!parent || !view.box(parent) || labelsOf(element).length > 0) return;
    this.#done.add(element);
    if (request.hide.includes('file_input')) {
      this.hidden++;
      return;
    }
    const control: Control = {
      t: 'control',
      n: registry.numberOf(element),
      kind: 'file_input',
      role: 'file',
      name: '',
      states: ['not drawn'],
    };
    const item: MadeControl['item'] = { t: 'control', control, hidden: false };
    sink.add(item, parent, false);
    this.made.push({ element, control, item });
  }

  kindOf(element: Element, role: string, name: string): ElementKind {
    if (role === 'file') return 'file_input';
    if (isField(role)) return 'form_field';
    if (role === 'video' || role === 'audio') return 'other';
    // What only opens a part of the page, and a question of a help page, are text to read.
    const isHelp = role === 'disclosure' || QUESTION.test(name);
    if (!isHelp && this.#dangerous.test(name)) return 'dangerous_button';
    if (!isHelp && this.#account.test(name)) return 'account_control';
    if (role === 'link') return 'link';
    if (matches(element, 'button:not([type]), button[type=submit], input[type=submit], input[type=image]')) {
      const form = formOf(element) ?? closest(element, 'form');
      if (form && submitsToWrite(element, form)) return 'submit';
    }
    return 'button';
  }
}

/** A form that is sent by POST, or by a script: one that only asks for a page says so, by its method, its address or as a search. */
function submitsToWrite(button: Element, form: Element): boolean {
  const method = (attribute(button, 'formmethod') ?? attribute(form, 'method') ?? '').trim().toLowerCase();
  if (method === 'post') return true;
  const hasAddress = hasAttribute(form, 'action') || hasAttribute(button, 'formaction');
  const isSearch = closest(form, 'search, [role=search]') !== null || queryAll(form, 'input[type=search]').length > 0;
  return method !== 'get' && !hasAddress && !isSearch && hasFields(form);
}
