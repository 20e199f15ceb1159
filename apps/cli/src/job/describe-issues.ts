import { nearest, OptionError } from '@reprise/options';
import type { z } from 'zod';
import { pointer, type Path } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** So many problems are told at once. */
const MOST = 10;

/** What is wrong with a value, a line each: place, JSON pointer, what would be right. `place` says where a path is. */
export function issuesError(issues: readonly Issue[], place: (path: Path) => string, schema: object): OptionError {
  const lines = issues.flatMap(flat).map(({ issue, path }) => describe(issue, path, place, schema));
  const more = lines.length > MOST ? [`and ${lines.length - MOST} more`] : [];
  return new OptionError([...lines.slice(0, MOST), ...more].join('\n'));
}

interface Located {
  readonly issue: Issue;
  readonly path: Path;
}

/** Of the alternatives of a union, the one that went wrong the least. */
function flat(issue: Issue, _index: number, _all: readonly Issue[], before: Path = []): Located[] {
  const path = [...before, ...issue.path.filter((part) => typeof part !== 'symbol')];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ issue, path: [...path, key] }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ issue, path }];
  const deepest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
  return depth(deepest) === 0 && issue.errors.length > 1 ? [{ issue, path }] : deepest.flatMap((inner) => flat(inner, 0, [], path));
}

const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));

function describe(issue: Issue, path: Path, place: (path: Path) => string, schema: object): string {
  const key = path.at(-1);
  if (issue.code === 'unrecognized_keys' && key !== undefined) {
    const near = nearest(String(key), keysAt(schema, path.slice(0, -1)));
    return `${place(path)}: ${pointer(path)}: there is no '${key}' here${near === null ? '' : `, did you mean '${near}'?`}`;
  }
  const at = path.length === 0 ? '' : `${pointer(path)}: `;
  return `${place(path)}: ${at}${messageOf(issue)}`;
}

function messageOf(issue: Issue): string {
  if (issue.code !== 'invalid_union') return lowered(issue.message);
  const all = issue.errors.flat();
  const ofItsType = all.filter(({ code }) => code !== 'invalid_type'); // what is meant: a size, not a number
  const messages = new Set((ofItsType.length > 0 ? ofItsType : all).map(({ message }) => lowered(message)));
  return messages.size === 0 ? lowered(issue.message) : [...messages].join(', or ');
}

const lowered = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** The names that a JSON Schema has for an object at a path. */
function keysAt(schema: unknown, path: Path): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const branches = [...members(schema, 'anyOf'), ...members(schema, 'oneOf'), ...members(schema, 'allOf')];
  const [head, ...rest] = path;
  const inner = branches.flatMap((branch) => keysAt(branch, path));
  if (head === undefined) return [...inner, ...('properties' in schema ? Object.keys(schema.properties ?? {}) : [])];
  const properties: unknown = 'properties' in schema ? schema.properties : undefined;
  const next: unknown = typeof head === 'number'
    ? ('items' in schema ? schema.items : undefined)
    : Object.entries(properties ?? {}).find(([name]) => name === head)?.[1];
  return [...inner, ...keysAt(next, rest)];
}

const members = (schema: object, name: string): unknown[] => {
  const list: unknown = Object.entries(schema).find(([key]) => key === name)?.[1];
  return Array.isArray(list) ? list : [];
};
