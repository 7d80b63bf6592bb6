import type { Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { ENTER_FRAME } from '../elements/locate.ts';
import { ask } from '../page-world/bridge/ask.ts';
import { commandSelector } from '../page-world/bridge/register-engine.ts';
import type { Block, FrameSlot, PassRequest, PassResult } from '../page-world/pass-types.ts';
import type { DocumentFrame } from './refs/ref-registry.ts';

/** A frame that takes longer is reported as unreadable. */
const FRAME_TIMEOUT_MS = 2_000;
/** One whose server has not answered may never be there. */
const AWAITED_TIMEOUT_MS = 250;
const MAX_FRAMES = 30;
const MAX_DEPTH = 5;

/**
 * Reads the documents of all visible frames into their slots, nested frames included. `label` names a frame's document.
 */
export async function readFrames(
  page: Page,
  parent: PassResult,
  at: string,
  request: PassRequest,
  label: (frame: Omit<DocumentFrame, 'label'>) => DocumentFrame,
  deadline: Deadline,
): Promise<{ hidden: number }> {
  const found = { hidden: 0, frames: 0 };
  const readSlot = async (slot: FrameSlot, result: PassResult, place: string) => {
    const owner = `${place}${commandSelector({ do: 'ref', document: result.document, n: slot.n })}`;
    const inside = `${owner}${ENTER_FRAME}`;
    const passCommand = commandSelector({ do: 'observe', request: { ...request, background: slot.background, from: 1, offset: 0 } });
    const timeoutMs = slot.isAwaited ? AWAITED_TIMEOUT_MS : FRAME_TIMEOUT_MS;
    using own = deadline.within(timeoutMs, 'reading a frame');
    try {
      const child = await ask<PassResult>(page, `${inside}${passCommand}`, timeoutMs, own);
      return { slot, child, owner, inside };
    } catch (cause) {
      deadline.throwIfEnded();
      deadline.log.debug('a frame could not be read', { error: errorMessage(cause).slice(0, 200) });
      return undefined;
    }
  };
  const read = async (result: PassResult, place: string, depth: number): Promise<void> => {
    if (depth >= MAX_DEPTH) return;
    const slots = frameSlots([...result.dialogs, ...result.blocks]).slice(0, MAX_FRAMES - found.frames);
    found.frames += slots.length;
    // Read concurrently, labelled in page order.
    for (const done of await Promise.all(slots.map((slot) => readSlot(slot, result, place)))) {
      if (!done) continue;
      const { slot, child, owner, inside } = done;
      const named = label({ document: child.document, owner, inside });
      slot.document = { label: named.label, origin: originOf(child.url, result.url), dialogs: child.dialogs, blocks: child.blocks };
      found.hidden += child.hidden;
      await read(child, inside, depth + 1);
    }
  };
  await read(parent, at, 0);
  return found;
}

function frameSlots(blocks: Block[]): FrameSlot[] {
  return blocks.flatMap((block) => (block.t === 'frame' ? [block] : block.t === 'group' ? frameSlots(block.blocks) : []));
}

/** Empty unless the frame shows another origin. */
function originOf(url: string, parentUrl: string): string {
  const own = URL.parse(url)?.origin ?? '';
  return own === 'null' || own === URL.parse(parentUrl)?.origin ? '' : own;
}
