import { TextAutomaton } from '@reprise/crash';
import type { JobSpecification } from '@reprise/contracts';
import { expectInteger, expectMap, type Tree } from '@reprise/vmstate';

export type ScriptStep = JobSpecification['console']['script'][number];

/** What is typed when: each text once the guest has written what comes before it, of which nothing counts twice. Its place is a function of the bytes so far. */
export class ConsoleScript {
  readonly #steps: readonly { readonly expect: TextAutomaton | null; readonly send: string }[];
  /** The step that is waited for. */
  #at = 0;
  /** How much of its text has come: a state of its automaton. */
  #node = 0;

  constructor(steps: readonly ScriptStep[]) {
    this.#steps = steps.map((step) => ('send' in step ? { expect: null, send: step.send } : { expect: new TextAutomaton([step.expect]), send: '' }));
  }

  get isDone(): boolean {
    return this.#at === this.#steps.length;
  }

  /** Its place, for `goOn`. */
  save(): Tree {
    return { at: this.#at, node: this.#node };
  }

  /** @throws StateError if the tree is not of a script with these steps */
  goOn(place: Tree): void {
    const { at = null, node = null } = expectMap(place, 'script');
    this.#at = expectInteger(at, 'script.at', 0, this.#steps.length);
    this.#node = expectInteger(node, 'script.node', 0, (this.#steps[this.#at]?.expect?.nodes ?? 1) - 1);
  }

  /** What is typed before the guest has written anything. */
  begin(): string {
    return this.#sends();
  }

  /** Takes the next byte that the guest writes; what is typed then, or ''. */
  take(byte: number): string {
    const expect = this.#steps[this.#at]?.expect;
    if (!expect) return '';
    this.#node = expect.step(this.#node, byte);
    if (expect.found(this.#node) < 0) return '';
    this.#at++;
    this.#node = 0;
    return this.#sends();
  }

  #sends(): string {
    let text = '';
    for (let step = this.#steps[this.#at]; step?.expect === null; step = this.#steps[++this.#at]) text += step.send;
    return text;
  }
}
