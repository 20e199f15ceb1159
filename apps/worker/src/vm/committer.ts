import type { Head } from '@reprise/contracts';
import type { Answer, VmReport } from './messages.ts';

export type Report = (report: VmReport) => Promise<string | null>;

/** Tells the control plane how far the run is stored: one commit at a time, and always the latest head. */
export class Committer {
  readonly #report: Report;
  readonly #answers: (head: Head) => Answer[];
  readonly #given: (answers: readonly Answer[]) => void;
  #head: Head | null;
  /** Stored, and to be said with the run's end. */
  #last: Head | undefined;
  #committed: Head | null;
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;

  /** `answers` are those that a head makes good; `given`: they have been. */
  constructor(before: Head | null, report: Report, answers: (head: Head) => Answer[], given: (answers: readonly Answer[]) => void) {
    this.#head = before;
    this.#committed = before;
    this.#report = report;
    this.#answers = answers;
    this.#given = given;
  }

  /** The latest that is stored; null before the first segment. */
  get head(): Head | null {
    return this.#last ?? this.#head;
  }

  /** More is stored. */
  offer(head: Head): void {
    this.#head = head;
    if (this.#isSending) return;
    this.#isSending = true;
    this.#sending = this.#send();
    this.#sending.catch(() => undefined); // whoever waits for it is told
  }

  /**
   * The rest is stored. It is no commit of its own but the head of the run's end: were its end not told, the next owner would stand where nothing goes
   * on. So it begins before, and comes to the same end.
   */
  offerLast(head: Head): void {
    this.#last = head;
  }

  /** Waits until what is stored, but for the last, is committed. @throws Error if the control plane refused */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    try {
      for (let head = this.#head; head && head !== this.#committed; head = this.#head) {
        const answers = this.#answers(head);
        const refused = await this.#report({ kind: 'commit', body: { head, answers } });
        if (refused !== null) throw new Error(`the control plane refused what was stored: ${refused}`);
        this.#committed = head;
        this.#given(answers);
      }
    } finally {
      this.#isSending = false;
    }
  }
}
