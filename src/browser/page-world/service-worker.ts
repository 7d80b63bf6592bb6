/** Of the global object of a service worker, which the DOM's types do not have. */
interface WorkerScope extends EventTarget {
  InstallEvent?: { prototype: { addRoutes?: () => Promise<void> } };
}

/**
 * Keeps a service worker from ever answering a request: neither its listeners for `fetch` nor its static routes come
 * into being, so the browser sends each request itself. Everything else works. Runs in the worker, before its script.
 */
export function answerNoRequests(): void {
  const worker = globalThis as unknown as WorkerScope;
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function addEventListener(this: EventTarget | undefined, type, ...rest) {
    // Called without an object, it is the worker's own.
    const target = this ?? worker;
    if (target !== worker || String(type) !== 'fetch') listen.call(target, type, ...rest);
  };
  let handler: unknown = null;
  Object.defineProperty(worker, 'onfetch', {
    configurable: true,
    enumerable: true,
    get: () => handler,
    set: (given: unknown) => {
      handler = typeof given === 'function' ? given : null;
    },
  });
  const { addRoutes } = worker.InstallEvent?.prototype ?? {};
  if (worker.InstallEvent !== undefined && addRoutes !== undefined) worker.InstallEvent.prototype.addRoutes = async () => undefined;
}
