import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { describe, isTreeMap, StateError, type Tree } from './tree.ts';

/** How deep lists and maps may be nested. */
export const MAX_DEPTH = 64;
/** How many bytes `decodeCanonical` takes unless told otherwise. */
export const MAX_ENCODED_BYTES = 64 << 20;

/**
 * The one encoding of a tree: CBOR with the deterministic rules of RFC 8949 §4.2.1 (shortest integers and lengths, keys in
 * bytewise order), integers, bytes, text, lists, maps with text keys, booleans and null only.
 * @throws StateError if the tree holds anything else, is nested deeper than MAX_DEPTH, or refers to itself
 */
export function encodeCanonical(tree: Tree): Uint8Array {
  check(tree, 'state', 0);
  return Uint8Array.from(encode(tree, rfc8949EncodeOptions));
}

/**
 * The tree that `bytes` encode. Integers beyond 2^53 come as bigint, all others as number.
 * @throws StateError if `bytes` are longer than `maxBytes`, or not exactly what `encodeCanonical` gives for some tree
 */
export function decodeCanonical(bytes: Uint8Array, maxBytes = MAX_ENCODED_BYTES): Tree {
  if (bytes.length > maxBytes) throw new StateError('state', `expected at most ${maxBytes} bytes, got ${bytes.length}`);
  const tree = parse(bytes);
  check(tree, 'state', 0);
  const again = encode(tree, rfc8949EncodeOptions);
  if (again.length !== bytes.length || again.some((byte, index) => byte !== bytes[index])) {
    throw new StateError('state', 'the encoding is not the canonical one');
  }
  return tree;
}

const decodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  rejectDuplicateMapKeys: true,
};

function parse(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, decodeOptions);
  } catch (error) {
    // Data nested a hundred thousand deep runs out of stack, which is an error like any other in the data.
    throw new StateError('state', `cannot be decoded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function check(tree: unknown, path: string, depth: number): asserts tree is Tree {
  if (depth > MAX_DEPTH) throw new StateError(path, `nested deeper than ${MAX_DEPTH}`);
  if (tree === null || typeof tree === 'boolean' || tree instanceof Uint8Array || isStorableNumber(tree)) return;
  if (typeof tree === 'string' && tree.isWellFormed()) return;
  if (Array.isArray(tree)) return tree.forEach((item: unknown, index) => check(item, `${path}[${index}]`, depth + 1));
  if (isTreeMap(tree)) {
    for (const [key, item] of Object.entries(tree)) {
      if (!key.isWellFormed()) throw new StateError(path, 'a key is not well-formed text');
      check(item, `${path}.${key}`, depth + 1);
    }
    return;
  }
  throw new StateError(path, `cannot be saved: ${describe(tree)}`);
}

const TWO_64 = 1n << 64n;

const isStorableNumber = (value: unknown): boolean =>
  typeof value === 'bigint' ? value >= -TWO_64 && value < TWO_64 : Number.isSafeInteger(value) && !Object.is(value, -0);
