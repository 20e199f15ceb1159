import type { DiskPages, ImageSource } from '@reprise/vm';

/** What a drive holds at the start, and where what the guest writes to it may be carried over to. */
export interface DriveImage extends ImageSource, Disposable {
  readonly isWritable: boolean;
  /** Why pages could not be written back, if that has happened. */
  readonly problem: string | undefined;
  /** Whether the other is in the same file, by whatever name. */
  isSameFile(other: DriveImage): boolean;
  /** Carries pages over. False if that failed. */
  writeBack(pages: DiskPages): boolean;
  /** SHA-256 of what it held at the start, as hex. */
  sha256(): string;
}
