/** A node of the automaton: where each byte leads, and the text that has been read when it is reached. */
interface Node {
  readonly next: Map<number, number>;
  /** The node of the longest proper suffix that is also a beginning of some text. */
  fallback: number;
  /** Index of a text that ends here; -1 if none does. */
  found: number;
}

export const ROOT = 0;
const MAX_TEXTS = 256;
const MAX_TEXT_BYTES = 256;

/** Finds any of some texts in a stream, a byte at a time (Aho and Corasick, 1975). Its state is one number: a node. */
export class TextAutomaton {
  readonly texts: readonly string[];
  readonly #nodes: Node[] = [{ next: new Map(), fallback: ROOT, found: -1 }];

  /** @throws RangeError for more than 256 texts, an empty one, or one of more than 256 bytes */
  constructor(texts: readonly string[]) {
    if (texts.length > MAX_TEXTS) throw new RangeError(`${texts.length} texts to look for, but at most ${MAX_TEXTS} may be`);
    this.texts = texts;
    for (const [index, text] of texts.entries()) this.#add(text, index);
    this.#link();
  }

  /** How many states there are. */
  get nodes(): number {
    return this.#nodes.length;
  }

  /** Where a byte leads from a node. */
  step(from: number, byte: number): number {
    for (let at = from; ; at = this.#node(at).fallback) {
      const next = this.#node(at).next.get(byte);
      if (next !== undefined) return next;
      if (at === ROOT) return ROOT;
    }
  }

  /** Index of a text that has just been read to its end; -1 if none has. */
  found(node: number): number {
    return this.#node(node).found;
  }

  #add(text: string, index: number): void {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length === 0 || bytes.length > MAX_TEXT_BYTES) throw new RangeError(`'${text}' has ${bytes.length} bytes: a text to look for has 1 to ${MAX_TEXT_BYTES}`);
    let at = ROOT;
    for (const byte of bytes) {
      let next = this.#node(at).next.get(byte);
      if (next === undefined) {
        next = this.#nodes.push({ next: new Map(), fallback: ROOT, found: -1 }) - 1;
        this.#node(at).next.set(byte, next);
      }
      at = next;
    }
    const node = this.#node(at);
    if (node.found < 0) node.found = index;
  }

  /** Breadth first, so that the fallback of a node is done before those behind it. */
  #link(): void {
    const queue = [ROOT];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      for (const [byte, child] of this.#node(at).next) {
        const node = this.#node(child);
        node.fallback = at === ROOT ? ROOT : this.step(this.#node(at).fallback, byte);
        if (node.found < 0) node.found = this.#node(node.fallback).found;
        queue.push(child);
      }
    }
  }

  #node(index: number): Node {
    const node = this.#nodes[index];
    if (!node) throw new RangeError(`there is no state ${index}`);
    return node;
  }
}
