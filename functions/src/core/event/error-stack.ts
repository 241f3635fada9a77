import { boundedText } from './text.ts';

/** Bytes of a stack. It travels in an attribute of a message, as one text of JSON: line breaks take two. */
const MAX_STACK_BYTES = 950;
/** Frames of the error itself, and of each of its causes. */
const MAX_FRAMES = 10;
const MAX_CAUSE_FRAMES = 4;
/** Characters of a stack that are looked at. Libraries write into it, too. */
const MAX_READ = 20_000;
/** Frames in a row that are in packages. */
const MAX_DETOUR = 3;
const PACKAGE = /(?:^|\()node_modules\//;
/** Causes that are told. */
const MAX_CAUSES = 3;

/** `at name (file:line:column)`, or without the name. */
const FRAME = /^ *at (?:([^()]*(?:\([^()]*\))?) \()?([^()]+):(\d+):(\d+)\)?$/;
const FUNCTION = /^[\w$.#<>[\] ]{1,100}$/;
const FILE = /^[\w$.@/\\: +-]{1,200}$/;
/** A name of an error or a code, as programs write them: text that is about data has spaces in it, or begins otherwise. */
const TERM = /^[A-Za-z_$][\w$./-]{0,59}$/;
/** The engine's own frames say nothing about what failed. */
const OWN = /(?:^|[/(])(?:functions\/src\/(?:core|gcp|testing)|local|integration-service\/dist)\//;

/**
 * The stack of an error and of its causes: names of errors, codes, and frames. The messages are left out, so nothing of
 * the data is in it that a message could hold; and so are paths above the project, Node's own frames and the engine's.
 * It is of bounded length.
 * @returns undefined if what was thrown has no stack.
 */
export function stackOf(thrown: unknown): string | undefined {
  const lines: string[] = [];
  const seen = new Set<string>();
  let link = thrown;
  for (let depth = 0; depth <= MAX_CAUSES && link instanceof Error; depth++) {
    const frames = framesOf(link).filter((frame) => !seen.has(frame));
    for (const frame of frames) seen.add(frame);
    const most = depth === 0 ? MAX_FRAMES : MAX_CAUSE_FRAMES;
    const label = labelOf(link);
    lines.push(depth === 0 ? label : `caused by ${label}`, ...frames.slice(0, most).map((frame) => `    at ${frame}`));
    link = link.cause;
  }
  return seen.size === 0 ? undefined : bounded(lines);
}

/**
 * What kind of error it is, by the name, the code and the HTTP status that it has: `TypeError`,
 * `StripeInvalidRequestError resource_missing 404`. Empty for an error that has none of them.
 */
export function errorKindOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  const [name, code] = [textAt(thrown, 'name'), textAt(thrown, 'code')];
  // A minifier makes names of one to three characters, others in each build, and `this.constructor.name` tells those.
  const isOwn = TERM.test(name) && name.length > 3 && name !== 'Error';
  const answer = [textAt(thrown, 'status'), textAt(thrown, 'statusCode')].find((text) => /^[45]\d\d$/.test(text));
  return [isOwn && name, TERM.test(code) && code, answer].filter((part) => typeof part === 'string').join(' ');
}

function textAt(thrown: object, field: string): string {
  const value: unknown = Reflect.get(thrown, field);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function labelOf(error: Error): string {
  const kind = errorKindOf(error);
  return kind === '' ? 'Error' : kind;
}

function framesOf({ stack, message }: Error): readonly string[] {
  if (typeof stack !== 'string') return [];
  // A message of several lines may look like frames.
  const at = message === '' ? 0 : stack.indexOf(message);
  const from = at <= 0 ? 0 : at + message.length;
  const frames = stack
    .slice(from, from + MAX_READ)
    .split('\n')
    .flatMap(frameIn);
  const others = frames.filter((frame) => !OWN.test(frame));
  return withoutDetours(others.length === 0 ? frames : others);
}

/** Frames in packages beyond the first few hide the code that called them. */
function withoutDetours(frames: readonly string[]): readonly string[] {
  let detour = 0;
  return frames.filter((frame) => {
    detour = PACKAGE.test(frame) ? detour + 1 : 0;
    return detour <= MAX_DETOUR;
  });
}

function frameIn(line: string): readonly string[] {
  const [, name = '', location = '', row = '', column = ''] = FRAME.exec(line) ?? [];
  const file = fileOf(location);
  if (file === undefined) return [];
  const place = `${file}:${row}:${column}`;
  return [FUNCTION.test(name) ? `${name} (${place})` : place];
}

/** A file within its project or package; undefined for Node's own, and for code that is in no file. */
function fileOf(location: string): string | undefined {
  const path = location
    .replace(/^async /, '')
    .replace(/^file:\/\//, '')
    .replace(/[?#].*$/s, '')
    .replaceAll('\\', '/');
  if (!FILE.test(path) || /^(?:node|data|evalmachine|internal)\b/.test(path)) return undefined;
  const folder = path.lastIndexOf('/node_modules/');
  if (folder !== -1) return path.slice(folder + 1);
  const [, inProject] = /^.*\/((?:functions|local)\/.*)$|^\/workspace\/(.*)$/.exec(path)?.filter(Boolean) ?? [];
  return inProject ?? path.split('/').slice(-3).join('/');
}

function bounded(lines: readonly string[]): string {
  let stack = '';
  for (const line of lines) {
    const longer = stack === '' ? line : `${stack}\n${line}`;
    if (Buffer.byteLength(JSON.stringify(longer)) > MAX_STACK_BYTES) break;
    stack = longer;
  }
  return boundedText(stack, MAX_STACK_BYTES);
}
