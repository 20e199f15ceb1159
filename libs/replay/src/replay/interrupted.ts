/** Somebody asked for a stop on the way: the run is at an instant between, and whole. */
export class Interrupted extends Error {
  override name = 'Interrupted';

  constructor(icount: number) {
    super(`interrupted at instruction ${icount}`);
  }
}
