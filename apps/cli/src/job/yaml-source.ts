import { readFile } from '@reprise/vm-host';
import { OptionError } from '@reprise/options';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';

const MOST_BYTES = 4 << 20;
/** Nodes that aliases may stand for, so that a short text is no large value. */
const MOST_ALIASES = 100;
const MOST_DEPTH = 64;

export type Path = readonly (string | number)[];

/** A YAML file (JSON is YAML), and where in it things are. */
export class YamlSource {
  readonly file: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  private constructor(file: string, document: Document.Parsed, lines: LineCounter) {
    this.file = file;
    this.#document = document;
    this.#lines = lines;
  }

  /** `-` is stdin. @throws FileError, OptionError for what is no YAML, or too much of it */
  static read(path: string): YamlSource {
    const name = path === '-' ? '<stdin>' : path;
    return YamlSource.parse(name, Buffer.from(readFile(`'${name}'`, path === '-' ? '/dev/stdin' : path, MOST_BYTES)).toString('utf8'));
  }

  static parse(file: string, text: string): YamlSource {
    const depth = deepest(text);
    if (depth > MOST_DEPTH) throw new OptionError(`${file}: more than ${MOST_DEPTH} brackets in each other`);
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
    const [error] = document.errors;
    if (error) throw new OptionError(`${file}:${placeText(lines, error.pos[0])}: ${error.message}`);
    return new YamlSource(file, document, lines);
  }

  /** What it says. @throws OptionError for too many aliases */
  value(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: MOST_ALIASES });
    } catch (error) {
      throw new OptionError(`${this.file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** `FILE:LINE:COLUMN` of what is at a path, or of the nearest thing around it that the file has. */
  place(path: Path): string {
    for (let length = path.length; length > 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return `${this.file}:${placeText(this.#lines, node.range[0])}`;
    }
    return this.file;
  }
}

function placeText(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}`;
}

/** How many brackets are open at once at most: the parser calls itself for each. Those in texts are counted too. */
function deepest(text: string): number {
  let open = 0;
  let most = 0;
  for (const character of text) {
    if (character === '[' || character === '{') most = Math.max(most, ++open);
    else if ((character === ']' || character === '}') && open > 0) open--;
  }
  return most;
}

/** A JSON pointer (RFC 6901). */
export const pointer = (path: Path): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
