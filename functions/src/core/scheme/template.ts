import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Text with gaps, the one notation of schemes: `{timestamp}.{body}` is signed, `sha256={signature}` is a header's value,
 * `{body|sha256}` is a digest. A gap is a name and, after a bar, an optional filter.
 */
export type Template = readonly TemplatePart[];
export type TemplatePart = string | Gap;

export interface Gap {
  readonly name: string;
  readonly filter: string | undefined;
}

type Value = string | Uint8Array;

const GAP = /^\{([\w-]+(?::[\w!#$%&'*+.^`~-]+)?)(?:\|([\w:-]+))?\}$/;

/** Reads a template. A brace that begins no gap stays part of a text, and `faults.ts` reports it. */
export function templateOf(text: string): Template {
  return text.split(/(\{[^{}]*\})/).flatMap((piece): readonly TemplatePart[] => {
    const [, name, filter] = GAP.exec(piece) ?? [];
    if (name !== undefined) return [{ name, filter }];
    return piece === '' ? [] : [piece];
  });
}

/** The gaps of a template, in order. */
export function gapsOf(template: Template): readonly Gap[] {
  return template.filter((part) => typeof part !== 'string');
}

/** What a template contains of a name. */
export function hasGap(template: Template, name: string): boolean {
  return gapsOf(template).some((gap) => gap.name === name);
}

/** Fills the gaps. The parts follow each other without a separator; a value that is missing leaves nothing. */
export function fill(template: Template, valueOf: (name: string) => Value | undefined): readonly Value[] {
  return template.map((part) => (typeof part === 'string' ? part : filtered(valueOf(part.name) ?? '', part.filter)));
}

/** The filled template in one piece. */
export function bytesOf(parts: readonly Value[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

type Filter = (value: Value) => Value;

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['sha256', (value) => createHash('sha256').update(value).digest('hex')],
  ['sha256:any-case', (value) => createHash('sha256').update(value).digest('hex')],
  ['sha256:base64', (value) => createHash('sha256').update(value).digest('base64')],
  ['sha256:raw', (value) => createHash('sha256').update(value).digest()],
  ['crc32', (value) => String(crc32(value))],
  ['base64', (value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value)).toString('base64')],
]);

/** Whether there is a filter of that name. */
export function isFilter(name: string): boolean {
  return FILTERS.has(name);
}

function filtered(value: Value, name: string | undefined): Value {
  if (name === undefined) return value;
  const filter = FILTERS.get(name);
  if (filter === undefined) throw new TypeError(`There is no filter {…|${name}}.`);
  return filter(value);
}
