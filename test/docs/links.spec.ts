/** Every relative link of every page leads to a file, and its anchor to a heading. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const exclude = (path: string): boolean => /(^|\/)(node_modules|dist|build|\.git)(\/|$)/.test(path);
const pages = globSync('**/*.md', { cwd: root, exclude }).toSorted();

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** What is in the brackets of `[text](target)`, except for addresses of the web. */
const targets = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));

/** A heading's anchor: lower case, blanks as dashes, no punctuation. */
const anchors = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));

function problemWith(page: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(file)) return `${target}: there is no ${relative(root, file)}`;
  if (anchor !== undefined && statSync(file).isFile() && !anchors(file).includes(anchor)) return `${target}: no such heading`;
  return undefined;
}

describe('links', () => {
  it('are looked for in the pages of docs/ at least', () => {
    expect(pages).toContain('docs/ReadingGuide.md');
  });

  it.each(pages)('of %s lead somewhere', (page) => {
    const file = join(root, page);
    expect(targets(readFileSync(file, 'utf8')).flatMap((target) => problemWith(file, target) ?? [])).toEqual([]);
  });
});
