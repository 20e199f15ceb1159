/**
 * What a worker and the process of a VM say to each other, over Node's IPC channel (structured clones). The worker speaks for the VM to the control plane: a VM
 * has no address of one.
 */
import type { Assignment, Command, Commit, CommandAnswer, Ended, Prepared, Reproduced, YieldRun } from '@reprise/contracts';

type OfRun<T> = Omit<T, 'epoch'>;
export type Answer = Commit['answers'][number];

/** What a VM needs of its host. */
export interface VmHost {
  /** The address of the object store. */
  readonly store: string;
  /** A folder for images, which other VMs use as well. */
  readonly images: string;
  /** The project's folder of guests. */
  readonly guests: string;
}

/** To the VM. */
export type ToVm =
  /** The first message, before there is a run: what can be got ready without one is. */
  | { readonly kind: 'host'; readonly host: VmHost }
  /** `takeover`: the state of a migration; the run is another's until that is restored here and the report is answered. */
  | { readonly kind: 'begin'; readonly assignment: Assignment; readonly takeover: string | null }
  | { readonly kind: 'command'; readonly command: Command }
  /** Let the run go, for others to go on with. */
  | { readonly kind: 'release' }
  /** A report has been taken; with `refused`, by a control plane that wants none such: what it says. */
  | { readonly kind: 'taken'; readonly report: number; readonly refused: string | null };

/** What a VM reports, to be passed on to the control plane with the run's epoch. */
export type VmReport =
  | { readonly kind: 'commit'; readonly body: OfRun<Commit> }
  | { readonly kind: 'answer'; readonly command: string; readonly body: OfRun<CommandAnswer> }
  | { readonly kind: 'prepared'; readonly body: OfRun<Prepared> }
  | { readonly kind: 'takeover'; readonly state: string }
  | { readonly kind: 'yield'; readonly body: OfRun<YieldRun> }
  | { readonly kind: 'end'; readonly body: OfRun<Ended> }
  | { readonly kind: 'reproduced'; readonly body: OfRun<Reproduced> };

/** How far a VM is: what the worker tells with its heartbeats, and measures. */
export interface Progress {
  readonly vmState: string;
  readonly icount: number;
  /** Milliseconds in which the guest ran, and in which it was held for the sake of its recording. */
  readonly runMs: number;
  readonly heldMs: number;
}

/** From the VM. */
export type FromVm =
  | { readonly kind: 'report'; readonly number: number; readonly report: VmReport }
  | ({ readonly kind: 'progress' } & Progress)
  /** Console output as it comes. */
  | { readonly kind: 'console'; readonly offset: number; readonly bytes: Uint8Array }
  /** All is said: the last message. */
  | { readonly kind: 'done' }
  /** The VM cannot go on, by no doing of the guest: the last message. */
  | { readonly kind: 'fault'; readonly message: string };
