interface ApiCallWrapper {
  _wrapApiCall?<T>(call: () => Promise<T>, options: { internal: boolean }): Promise<T>;
}

/**
 * Makes a Playwright call that does not appear in the trace and takes no snapshots: probes, descriptions, masks (a
 * traced `evaluate` costs 4 to 9 ms more, see docs/decisions/0030), and storageState, whose result would put every
 * cookie into the trace. Playwright marks its own inner calls this way but offers no public option; without that
 * wrapper the call is traced, and a test fails.
 */
export function untraced<T>(owner: object, call: () => Promise<T>): Promise<T> {
  const wrapper = owner as ApiCallWrapper;
  return wrapper._wrapApiCall === undefined ? call() : wrapper._wrapApiCall(call, { internal: true });
}
