import type { MovedGroup } from '../applications/application-plan.ts';
import type { Drift, DriftPage } from './drift.ts';

/** Moves buttons into a menu in the same place, which opens at a click. */
export const inMenu: Drift = {
  name: 'in-menu',
  description: 'buttons are in a menu',
  page: (page) => moveGroups(page, page.plan.menus, menuAround),
};

/** Moves forms and rows of controls into a dialog that opens at a click. */
export const inDialog: Drift = {
  name: 'in-dialog',
  description: 'forms and controls are in a dialog',
  page: (page) => moveGroups(page, page.plan.dialogs, dialogAround),
};

/** Turns parts of a page into tabs; the first is open. */
export const inTab: Drift = {
  name: 'in-tab',
  description: 'parts of a page are in tabs',
  page({ document, plan, touch }) {
    for (const [set, { parts, title }] of plan.tabs.entries()) {
      const panels = [...document.querySelectorAll<HTMLElement>(parts)];
      if (panels.length < 2) continue;
      const list = document.createElement('div');
      list.setAttribute('role', 'tablist');
      list.className = 'drift-tabs';
      for (const [index, panel] of panels.entries()) {
        const tab = button(document, panel.querySelector(title)?.textContent?.trim() || (index === 0 ? 'General' : 'Actions'));
        tab.setAttribute('role', 'tab');
        tab.setAttribute('aria-selected', String(index === 0));
        tab.setAttribute('data-drift-tab', `${set}-${index}`);
        panel.setAttribute('data-drift-panel', `${set}-${index}`);
        if (index > 0) panel.classList.add('drift-closed');
        list.append(tab);
      }
      panels[0]!.before(list);
      touch(`tabs ${panels.length}`);
    }
  },
};

function moveGroups(page: DriftPage, groups: readonly MovedGroup[], around: (page: DriftPage, box: HTMLElement, opener: string) => void) {
  for (const { selector, opener } of groups) {
    for (const group of page.document.querySelectorAll(selector)) {
      // What is in one of the application's own dialogs is hidden already.
      if (group.closest('dialog, .drift-menu') !== null) continue;
      const box = page.document.createElement('div');
      group.before(box);
      box.append(group);
      around(page, box, opener);
      page.touch(`${selector} behind "${opener}"`);
    }
  }
}

function menuAround({ document }: DriftPage, box: HTMLElement, opener: string): void {
  const menu = document.createElement('div');
  menu.className = 'drift-menu';
  const toggle = button(document, opener);
  toggle.setAttribute('aria-haspopup', 'true');
  toggle.setAttribute('aria-expanded', 'false');
  toggle.setAttribute('data-drift-menu', '');
  box.className = 'drift-popup drift-closed';
  box.before(menu);
  menu.append(toggle, box);
}

function dialogAround({ document }: DriftPage, box: HTMLElement, opener: string): void {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', opener.replace(' …', ''));
  const open = button(document, opener);
  open.setAttribute('data-drift-dialog', '');
  const close = button(document, 'Close');
  close.setAttribute('data-drift-close', '');
  box.before(open, dialog);
  dialog.append(box, close);
}

export function button(document: Document, text: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.setAttribute('type', 'button');
  made.textContent = text;
  return made;
}
