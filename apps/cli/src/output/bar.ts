import { short } from './quantities.ts';
import { printable } from './table.ts';

const WIDTH = 30;

/** `disk.img  [###########-------------------]  37%  370M of 1.0G` */
export function bar(what: string, done: number, all: number): string {
  const part = all === 0 ? 1 : Math.min(1, done / all);
  const full = Math.floor(part * WIDTH);
  return `${printable(what)}  [${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${String(Math.floor(part * 100)).padStart(3)}%  ${short(done, 1024)} of ${short(all, 1024)}`;
}
