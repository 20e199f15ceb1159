import { OptionError } from './option-error.ts';

/** An option string taken apart: `virtio-blk-device,drive=hd0,ro` has head `virtio-blk-device`. */
export interface OptionString {
  /** The first part, if it has no `=`. */
  readonly head: string | null;
  /** The others in their order; a part without `=` is a switch and has the value `on`. */
  readonly entries: readonly (readonly [key: string, value: string])[];
}

/** Splits at commas; `,,` is a comma in a value. */
function parts(text: string): string[] {
  const result: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== ',') part += text[at];
    else if (text[at + 1] === ',') part += text[++at];
    else {
      result.push(part);
      part = '';
    }
  }
  result.push(part);
  return result;
}

/**
 * Takes a QEMU-style option string apart. With `headless`, the first part is an entry like the others (`-cpu`-less forms).
 * @throws OptionError if a part is empty or a key is given twice
 */
export function parseOptionString(text: string, headless = false): OptionString {
  let head: string | null = null;
  const entries: [string, string][] = [];
  for (const [index, part] of parts(text).entries()) {
    const equals = part.indexOf('=');
    if (index === 0 && !headless && equals < 0) {
      if (part === '' && text !== '') throw new OptionError(`'${text}': a name is missing before the first comma`);
      head = part;
      continue;
    }
    const key = equals < 0 ? part : part.slice(0, equals);
    if (key === '') throw new OptionError(`'${text}': a property name is missing in '${part}'`);
    if (entries.some(([other]) => other === key)) throw new OptionError(`'${text}': '${key}' is given twice`);
    entries.push([key, equals < 0 ? 'on' : part.slice(equals + 1)]);
  }
  return { head, entries };
}

/** The text that `parseOptionString` takes apart into `value`. */
export const escapeOptionValue = (value: string): string => value.replaceAll(',', ',,');
