import type { MessagePort } from 'node:worker_threads';
import type { Tree, TreeMap } from '@reprise/vmstate';
import type { BlockPlace, SharedBuffers } from './shared-state.ts';

/** What the snapshot thread is started with. */
export interface ThreadData {
  /** The address of the store: see `openStore` of libs/store. */
  readonly store: string;
  /** URL of a module that has an `openStore` of its own, for tests. */
  readonly storeModule: string | undefined;
  readonly heartbeat: SharedArrayBuffer;
}

/** Pages of a disk in shared memory, by number. */
export interface SharedPages {
  readonly slabs: readonly SharedArrayBuffer[];
  readonly pages: Uint32Array;
  /** Of each page: its slab, and where in it it begins. */
  readonly slabOf: Uint32Array;
  readonly offsets: Uint32Array;
}

/** A disk as it was when nothing of it was stored: the hashes of all its pages. */
export interface DiskHashes {
  readonly name: string;
  readonly hashes: Uint8Array;
}

export type Command =
  /** A run: its memory, and how it is shared. */
  | {
      readonly kind: 'attach';
      readonly run: number;
      readonly memory: SharedArrayBuffer;
      readonly blocks: readonly BlockPlace[];
      readonly shared: SharedBuffers;
      /** Where the VM's questions come from. */
      readonly questions: MessagePort;
    }
  | { readonly kind: 'detach'; readonly run: number }
  /** What is always the same of a run's state. Its disks, if nothing of it is stored. */
  | { readonly kind: 'describe'; readonly run: number; readonly configuration: Tree; readonly disks: readonly DiskHashes[] | undefined }
  | {
      readonly kind: 'take';
      readonly run: number;
      readonly call: number;
      /** The state without its configuration and memory. */
      readonly state: TreeMap;
      /** Pages of RAM with a claim. */
      readonly wanted: number;
      readonly disks: readonly { readonly name: string; readonly pages: SharedPages }[];
    }
  | { readonly kind: 'open'; readonly run: number; readonly call: number; readonly id: string }
  /** The run is where the stored state was: its memory may be filled. */
  | { readonly kind: 'fill'; readonly run: number; readonly readAhead: boolean }
  /** .. and now only what is asked for. */
  | { readonly kind: 'stop-filling'; readonly run: number };

/** What a snapshot came to. */
export interface TakenState {
  readonly id: string;
  /** Pages and nodes that were stored, and the bytes of their packs. */
  readonly entries: number;
  readonly bytes: number;
}

/** A stored state, its memory still to come. */
export interface OpenedState {
  /** Without its memory. */
  readonly state: TreeMap;
  readonly ram: readonly { readonly name: string; readonly top: Uint8Array }[];
  readonly disks: readonly { readonly name: string; readonly top: Uint8Array; readonly written: Uint32Array }[];
}

/** An error as it crosses threads. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  /** Of a StoreError. */
  readonly code: string | undefined;
  readonly key: string | undefined;
  readonly hash: string | undefined;
}

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'taken'; readonly call: number; readonly taken: TakenState }
  | { readonly kind: 'opened'; readonly call: number; readonly opened: OpenedState }
  | { readonly kind: 'failed'; readonly call: number; readonly error: ErrorData }
  /** All memory of a restored run is there. */
  | { readonly kind: 'filled'; readonly run: number };
