import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { bundledImages, type BundledImage } from '@reprise/contracts';
import { imageKey, type Bundled, type Ports } from '@reprise/control';
import type { ObjectStore } from '@reprise/store';
import { PinoLogger } from 'nestjs-pino';
import { PORTS, STORE } from '../application/tokens.ts';

/** Between two attempts, in ms. */
const AGAIN = 1000;

/** This module is in apps/control-plane/src/images or apps/control-plane/dist/images. */
const guests = new URL('../../../../guests/', import.meta.url);
const files: Readonly<Record<BundledImage, string>> = {
  'bundled:firmware': 'opensbi/fw_dynamic.bin',
  'bundled:kernel': 'linux/Image.gz',
  'bundled:initrd': 'initramfs/initramfs.cpio.gz',
};
const read = (image: BundledImage): Promise<Uint8Array> => readFile(new URL(files[image], guests));

/** Digests of what comes with this control plane. */
export async function readBundled(): Promise<Bundled> {
  const digest = async (image: BundledImage): Promise<string> => `sha256:${createHash('sha256').update(await read(image)).digest('hex')}`;
  return { 'bundled:firmware': await digest('bundled:firmware'), 'bundled:kernel': await digest('bundled:kernel'), 'bundled:initrd': await digest('bundled:initrd') };
}

/** Puts what comes with this control plane into the store, where workers of any version have it from. */
@Injectable()
export class BundledImages implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #bundled: Bundled;
  readonly #store: ObjectStore;
  readonly #log: PinoLogger;
  readonly #stop = new AbortController();
  #putting: Promise<void> = Promise.resolve();

  constructor(@Inject(PORTS) { bundled }: Ports, @Inject(STORE) store: ObjectStore, @Inject(PinoLogger) log: PinoLogger) {
    this.#bundled = bundled;
    this.#store = store;
    this.#log = log;
  }

  onApplicationBootstrap(): void {
    this.#putting = this.#putAll(this.#stop.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#putting;
  }

  async #putAll(signal: AbortSignal): Promise<void> {
    for (const image of bundledImages) {
      while (!signal.aborted && !(await this.#put(image))) await pause(AGAIN, undefined, { signal }).catch(() => undefined);
    }
  }

  async #put(image: BundledImage): Promise<boolean> {
    try {
      await this.#store.put(imageKey(this.#bundled[image]), await read(image), { ifNoneMatch: true });
      return true;
    } catch (error) {
      this.#log.warn({ err: error, image }, 'an image that comes with Reprise could not be stored, which is tried again');
      return false;
    }
  }
}
