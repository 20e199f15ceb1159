import type { NetBackend } from '@reprise/qdev';

/** Who takes frames: a network card. */
export interface FrameReceiver {
  /** False = it dropped the frame. */
  receiveFrame(frame: Uint8Array): boolean;
}

/** A cable from a card to itself: each frame sent is received at once. For a card with no cable at all there is `nullNetdev`. */
export class LoopbackNetdev implements NetBackend {
  #receiver: FrameReceiver | null = null;

  /** Plugs the card in; before that, frames are lost. */
  connect(receiver: FrameReceiver): void {
    this.#receiver = receiver;
  }

  send(frame: Uint8Array): void {
    this.#receiver?.receiveFrame(frame);
  }
}
