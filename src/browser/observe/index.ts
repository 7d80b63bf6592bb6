export type { ElementKind } from '../in-page/pass-types.ts';
export { registerEngine } from './engine.ts';
export type { Observation, ObservationScope, ObserveOptions, TextScreen } from './observation.ts';
export { createObserver, type ObserverOptions } from './observer.ts';
export type { LocatedRef, Observer } from './observer-port.ts';
