import type { ElementRegistry } from '../element-registry.ts';
import { isFrameShown, readAnswers, readInterstitial } from './document/challenges.ts';
import { isBusy } from './document/is-busy.ts';
import { readContent } from './document/read-content.ts';
import { readSessionStorage, readStorageItem } from './document/read-storage.ts';
import { scrollBox } from './document/scroll-box.ts';
import { isLoaded, untilQuiet } from './document/until-quiet.ts';
import { noteView, viewChanged } from './document/view-change.ts';
import { watchText } from './document/watch-text.ts';
import { aimDrop, readDropZone, readScrolled } from './drop.ts';
import { fileTarget } from './fields/file-target.ts';
import { invalidFields } from './fields/invalid-fields.ts';
import { passwordForms } from './fields/password-forms.ts';
import { aimPress, endPress, readBox } from './fields/press-guard.ts';
import { readChecked } from './fields/read-checked.ts';
import { readColor } from './fields/read-color.ts';
import { endTyping, startTyping, takeHeldBack } from './fields/type-text.ts';
import { valueHolds } from './fields/value-holds.ts';
import { frameSelector } from './frame-selector.ts';
import { readKeyTargets } from './key-targets.ts';
import { readLinksTo } from './links-to.ts';
import { readList } from './lists/read-list.ts';
import { scrollList } from './lists/scroll-list.ts';
import { isUnderPointer, readShowing, readShownText } from './pointer.ts';
import { readFacts } from './read-facts.ts';
import { readHindrance } from './read-hindrance.ts';
import { readSurroundings } from './read-surroundings.ts';
import { startPress } from './start-press.ts';

/** Functions that read elements or, without elements, a document. Their results are JSON. */
export const READERS = {
  aimDrop,
  aimPress,
  endPress,
  endTyping,
  frameSelector,
  invalidFields,
  isBusy,
  fileTarget,
  isFrameShown,
  isLoaded,
  isUnderPointer,
  readAnswers,
  readBox,
  readChecked,
  readColor,
  readContent,
  readDropZone,
  readFacts,
  readHindrance,
  readInterstitial,
  readKeyTargets,
  readLinksTo,
  readList,
  readScrolled,
  readSessionStorage,
  readShowing,
  readShownText,
  readStorageItem,
  readSurroundings,
  scrollBox,
  scrollList,
  startPress,
  startTyping,
  takeHeldBack,
  untilQuiet,
  valueHolds,
  watchText,
  noteView,
  passwordForms,
  viewChanged,
};

export type Readers = typeof READERS;
export type ReaderName = keyof Readers;
/** The argument of a reader; undefined when it takes none. */
export type Argument<Name extends ReaderName> = Readers[Name] extends (
  elements: Element[],
  argument: infer Given,
  registry: ElementRegistry,
) => unknown
  ? Given
  : undefined;
export type Answer<Name extends ReaderName> = ReturnType<Readers[Name]>;
