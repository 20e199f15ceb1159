import type { RunState } from '@reprise/contracts';

/** Which runs of a list: all that is given has to hold. */
export interface RunFilter {
  readonly project?: string | undefined;
  readonly states?: readonly RunState[] | undefined;
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly batch?: string | undefined;
  readonly worker?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The beginning of its id. */
  readonly idPrefix?: string | undefined;
  /** The run that it goes on from. */
  readonly origin?: string | undefined;
}
