import { isFrameShown, readAnswers, readInterstitial } from './challenges.ts';
import { frameSelector } from './frame-selector.ts';
import { isBehindDialog } from './is-behind-dialog.ts';
import { isFileField } from './is-file-field.ts';
import { maskFields } from './mask-fields.ts';
import { readContent } from './read-content.ts';
import { readFacts } from './read-facts.ts';
import { readOptions } from './read-options.ts';
import { readSessionStorage, readStorageItem } from './read-storage.ts';
import { readSurroundings } from './read-surroundings.ts';
import { scrollPage } from './scroll-page.ts';
import { showsText } from './shows-text.ts';
import { isLoaded, untilQuiet } from './until-quiet.ts';

/** What can be asked about elements, or (without elements) about a document, by name. Answers are plain data. */
export const READERS = {
  frameSelector,
  isBehindDialog,
  isFileField,
  isFrameShown,
  isLoaded,
  maskFields,
  readAnswers,
  readContent,
  readFacts,
  readInterstitial,
  readOptions,
  readSessionStorage,
  readStorageItem,
  readSurroundings,
  scrollPage,
  showsText,
  untilQuiet,
};

export type Readers = typeof READERS;
export type ReaderName = keyof Readers;
/** What a reader is asked with; undefined for those that need nothing. */
export type Argument<Name extends ReaderName> = Readers[Name] extends (elements: Element[], argument: infer Asked) => unknown
  ? Asked
  : undefined;
export type Answer<Name extends ReaderName> = ReturnType<Readers[Name]>;
