export { ELEMENT_KINDS, type ElementKind } from '../in-page/pass-types.ts';
export type { Observation, ObservationScope, ObserveOptions, TextScreen } from './observation.ts';
export { createObserver, type Observer, type ObserverOptions, type LocatedRef } from './observer.ts';
