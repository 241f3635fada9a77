import type { Span } from './contract.ts';

/** A span as a line of the timeline. */
export interface Step {
  readonly span: Span;
  /** How many spans it is part of. */
  readonly depth: number;
  /** Milliseconds since the first one began. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly note: string;
}

/** Why a step failed, where that is not said yet. */
export interface ToldError {
  readonly text: string;
  /** The failure that was told last was the same: attempt after attempt often is. */
  readonly isAgain: boolean;
}

/** What to say of the steps that failed, by the ids of their spans. What a part of a step says, the step does not. */
export function errorsOf(steps: readonly Step[]): ReadonlyMap<string, ToldError> {
  const told = new Map<string, ToldError>();
  let last: string | undefined;
  for (const { span } of steps) {
    const { id, error } = span;
    if (error === undefined) continue;
    const isOfPart = steps.some((other) => other.span.parent === id && isIn(error, other.span.error));
    if (isOfPart) continue;
    told.set(id, { text: error, isAgain: error === last });
    last = error;
  }
  return told;
}

function isIn(error: string, part: string | undefined): boolean {
  return part !== undefined && error.includes(part);
}

/** Where the clock cannot tell which began first. */
const ORDER = ['webhook', 'verify', 'publish', 'handle', 'command', 'dead letter'];

const TITLES: Readonly<Record<string, string>> = {
  webhook: 'Received',
  verify: 'Verified',
  publish: 'Published',
  'dead letter': 'Dead letter',
};

/** Spans that begin something new: their parent only caused them, and may have ended long before. */
const STARTS = new Set(['webhook', 'handle', 'dead letter']);

/** Puts spans in the order in which they began, each one after what it is part of. */
export function stepsOf(spans: readonly Span[]): Step[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const parentOf = ({ name, parent }: Span) =>
    parent === undefined || STARTS.has(name) ? undefined : byId.get(parent);
  const start = Math.min(...spans.map((span) => Date.parse(span.start)));
  const depthOf = (span: Span): number => {
    let depth = 0;
    for (let above = parentOf(span); above !== undefined && depth < 8; above = parentOf(above)) depth++;
    return depth;
  };
  const children = Map.groupBy(spans, (span) => parentOf(span)?.id ?? '');
  const steps: Step[] = [];
  const visit = (id: string): void => {
    const began = (children.get(id) ?? []).toSorted(
      (a, b) => Date.parse(a.start) - Date.parse(b.start) || ORDER.indexOf(a.name) - ORDER.indexOf(b.name),
    );
    for (const span of began) {
      const from = Date.parse(span.start) - start;
      const { title, note } = wordsOf(span, parentOf(span));
      steps.push({ span, depth: depthOf(span), from, to: from + span.durationMs, title, note });
      children.delete(id);
      visit(span.id);
    }
  };
  visit('');
  return steps;
}

function wordsOf({ name, status, attributes }: Span, parent: Span | undefined): { title: string; note: string } {
  const text = (key: string) => {
    const value = attributes[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const attempt = text('attempt');
  const version = text('secretVersion') ?? parent?.attributes['secretVersion'];
  switch (name) {
    case 'handle':
      return { title: text('consumer') ?? 'Consumer', note: attempt === undefined ? '' : `attempt ${attempt}` };
    case 'command':
      return commandWords(text('command') ?? 'command');
    case 'verify':
      return {
        title: status === 'ok' ? 'Verified' : 'Refused',
        note: status === 'ok' && typeof version === 'string' ? `by ${secretWords(version)}` : '',
      };
    default:
      return { title: TITLES[name] ?? name, note: name === 'dead letter' ? (text('consumer') ?? '') : '' };
  }
}

/** `saga/Command/key` */
function commandWords(name: string): { title: string; note: string } {
  const [saga = '', command, ...key] = name.split('/');
  if (command === undefined) return { title: saga, note: '' };
  return { title: command, note: [saga, ...key].join(' · ') };
}

/** Names a secret by its version: `value` stands for one that is configured as it is. */
export function secretWords(version: string): string {
  return version === 'value' ? 'the configured value' : `secret version ${version}`;
}

/** What the envelope's `stateof` says: `order`. */
export function stateWords(kind: string): string {
  return `not an event: the state of an object (${kind}) that the provider’s API listed`;
}

/** What the envelope's `unknown` says: `id,time`. */
export function unknownWords(unknown: string): string {
  const names = unknown.split(',');
  if (names.includes('type')) return 'not an event that the integration knows';
  if (names.includes('data')) return 'the provider sent an empty object';
  return `the provider left out: ${names.join(', ')}`;
}
