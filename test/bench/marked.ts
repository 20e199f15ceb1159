/** A part of a file that is written by a program. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const BEGIN = '<!-- bench -->\n';
const END = '<!-- end of bench -->\n';

/** A file's text with another part between the two marks; without these, the part is all there is. */
export function replaceMarked(text: string, part: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  return begin === -1 || end < begin ? part : `${text.slice(0, begin + BEGIN.length)}${part}${text.slice(end)}`;
}

/** Writes a file, or what is between its marks. */
export const writeMarked = (file: string, part: string): void => writeFileSync(file, replaceMarked(existsSync(file) ? readFileSync(file, 'utf8') : '', part));
