import { locator, type Place } from './locate.ts';

/** A ref's selector engine keeps what it knows in Playwright's own world of the page, where `evaluateAll` does not look. */
const IS_REF_ENGINE = /(?:^|>> )rote=/;

/** Runs a self-contained function in the page on everything that a place matches right now; for a ref on its one element. */
export async function evaluateAll<Argument, Result>(
  place: Place,
  pageFunction: (elements: Element[], argument: Argument) => Result,
  argument: Argument,
): Promise<Result> {
  if (!IS_REF_ENGINE.test(place.selector)) {
    return locator(place).evaluateAll(pageFunction as (elements: Element[], argument: unknown) => Result, argument);
  }
  const [element] = await locator(place).elementHandles();
  const list =
    element === undefined
      ? await place.frame.evaluateHandle(() => [] as Element[])
      : await element.evaluateHandle((one) => [one as Element]);
  try {
    return await list.evaluate(pageFunction as (elements: Element[], argument: unknown) => Result, argument);
  } finally {
    await list.dispose();
    await element?.dispose();
  }
}
