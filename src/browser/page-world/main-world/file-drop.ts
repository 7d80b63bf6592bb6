import { rectOf } from '../dom/dom.ts';

/** Drops files onto elements of a document. */
export interface FileDrop {
  /** Gets the files, from disk: they may be large. In no document. */
  readonly field: HTMLInputElement;
  /** Whether the element takes what is dragged over it: a page says so by cancelling the event. */
  accepts(element: Element): boolean;
  /** Whether the page took the files. */
  drop(element: Element): boolean;
}

/** Runs in the main world: the page reads the files from the event. */
export function fileDrop(): FileDrop {
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  const dragged = (): DataTransfer => {
    const transfer = new DataTransfer();
    const files = field.files?.length ? Array.from(field.files) : [new File([], 'file')];
    for (const file of files) transfer.items.add(file);
    return transfer;
  };
  /** Whether the page cancelled the event. */
  const send = (element: Element, type: string, dataTransfer: DataTransfer): boolean => {
    const { x, y, width, height } = rectOf(element);
    const place = { clientX: x + width / 2, clientY: y + height / 2 };
    return !element.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, composed: true, dataTransfer, ...place }));
  };
  return {
    field,
    accepts: (element) => {
      const transfer = dragged();
      send(element, 'dragenter', transfer);
      const accepted = send(element, 'dragover', transfer);
      send(element, 'dragleave', transfer);
      return accepted;
    },
    drop: (element) => {
      const transfer = dragged();
      send(element, 'dragenter', transfer);
      send(element, 'dragover', transfer);
      return send(element, 'drop', transfer);
    },
  };
}
