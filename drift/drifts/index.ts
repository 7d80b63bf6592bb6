import { abVariant } from './ab-variant.ts';
import { columnsReordered } from './columns-reordered.ts';
import { cookieBanner, cookieBannerAtLogin } from './cookie-banner.ts';
import { customWidget } from './custom-widget.ts';
import type { Drift } from './drift.ts';
import { idsRenamed } from './ids-renamed.ts';
import { inDialog, inMenu, inTab } from './moved.ts';
import { requiredField } from './required-field.ts';
import { controlsReworded, messagesReworded } from './reworded.ts';
import { slowResponses, slowWrites } from './slower.ts';
import { wrapperIframe } from './wrapper-iframe.ts';

/** The control: requests pass through the proxy unchanged. */
const none: Drift = { name: 'none', description: 'nothing is changed (the control)' };

export const DRIFTS: readonly Drift[] = [
  none,
  idsRenamed,
  controlsReworded,
  messagesReworded,
  inMenu,
  inTab,
  inDialog,
  columnsReordered,
  cookieBanner,
  cookieBannerAtLogin,
  slowResponses,
  slowWrites,
  customWidget,
  wrapperIframe,
  requiredField,
  abVariant,
];
