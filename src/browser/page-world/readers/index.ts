import { isFrameShown, readAnswers, readInterstitial } from './challenges.ts';
import { frameSelector } from './frame-selector.ts';
import { invalidFields } from './invalid-fields.ts';
import { isBehindDialog } from './is-behind-dialog.ts';
import { isBusy } from './is-busy.ts';
import { isFileField } from './is-file-field.ts';
import { passwordForms } from './password-forms.ts';
import { aimPress, endPress, readBox } from './press-guard.ts';
import { readChecked } from './read-checked.ts';
import { readColor } from './read-color.ts';
import { readContent } from './read-content.ts';
import { readFacts } from './read-facts.ts';
import { readOptions } from './read-options.ts';
import { readSessionStorage, readStorageItem } from './read-storage.ts';
import { readSurroundings } from './read-surroundings.ts';
import { scrollPage } from './scroll-page.ts';
import { endTyping, startTyping, takeHeldBack } from './type-text.ts';
import { isLoaded, untilQuiet } from './until-quiet.ts';
import { valueHolds } from './value-holds.ts';
import { noteView, viewChanged } from './view-change.ts';
import { watchText } from './watch-text.ts';

/** Functions that read elements or, without elements, a document. Their results are JSON. */
export const READERS = {
  aimPress,
  endPress,
  endTyping,
  frameSelector,
  invalidFields,
  isBehindDialog,
  isBusy,
  isFileField,
  isFrameShown,
  isLoaded,
  readAnswers,
  readBox,
  readChecked,
  readColor,
  readContent,
  readFacts,
  readInterstitial,
  readOptions,
  readSessionStorage,
  readStorageItem,
  readSurroundings,
  scrollPage,
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
export type Argument<Name extends ReaderName> = Readers[Name] extends (elements: Element[], argument: infer Given) => unknown
  ? Given
  : undefined;
export type Answer<Name extends ReaderName> = ReturnType<Readers[Name]>;
