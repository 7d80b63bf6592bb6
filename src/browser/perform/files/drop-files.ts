import type { ElementHandle, Locator } from 'playwright-core';
import { callMethod, openInMainWorld } from '../../page-world/bridge/main-world.ts';
import { untraced } from '../../playwright/untraced.ts';
import type { CallOptions } from '../on-element.ts';

/** Drops files onto an element if its page takes them there. Returns whether it did. */
export async function dropFiles(element: Locator, paths: readonly string[], options: CallOptions): Promise<boolean> {
  const target = await untraced(element.page(), () => element.elementHandle(options));
  const frame = await target.ownerFrame();
  if (frame === null) return false;
  const drop = await openInMainWorld(frame, 'fileDrop');
  try {
    if (!(await callMethod(drop, 'accepts', target as ElementHandle))) return false;
    const field = (await drop.getProperty('field')).asElement();
    if (field === null) return false;
    await field.setInputFiles([...paths], { timeout: options.timeout });
    return await callMethod(drop, 'drop', target as ElementHandle);
  } finally {
    await Promise.allSettled([drop.dispose(), target.dispose()]); // the page may be gone
  }
}
