import type { Problem } from '@reprise/contracts';

export type Place = NonNullable<Problem['errors']>[number];

/** What is wrong with a request, before the domain is asked. */
export class RequestProblem extends Error {
  override name = 'RequestProblem';
  readonly status: number;
  readonly code: string;
  readonly places: readonly Place[];

  /** @param code stable, for programs @param detail what was wrong, where, and what would be right */
  constructor(status: number, code: string, detail: string, places: readonly Place[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.places = places;
  }
}
