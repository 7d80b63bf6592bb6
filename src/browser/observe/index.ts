export { registerEngine } from '../page-world/bridge/register-engine.ts';
export type { ElementKind } from '../page-world/pass-types.ts';
export type { Observation, ObservationScope, ObservedRef, ObserveOptions, TextScreen } from './observation.ts';
export { createObserver, type ObserverOptions } from './observer.ts';
export type { LocatedRef, Observer } from './observer-port.ts';
