import { PermanentError } from '../event/errors.ts';

/**
 * Runs synchronous work that must ask for no real time, chance or promise. It records the first such use and returns
 * something inert instead of throwing: `catchError` would swallow an error, and `retry` would repeat it forever. Unnoticed
 * remain `performance.now`, `crypto`, and functions imported from `node:timers`.
 * @returns what the work returned, and a fault that names the remedy.
 */
export function guarded<T>(work: () => T): { readonly result: T; readonly fault?: PermanentError } {
  let fault: PermanentError | undefined;
  const note = (what: string): void => {
    fault ??= new PermanentError(
      `The pipeline used ${what}${operatorIn(new Error('stack').stack)}. Pass the clock of the saga to each operator that takes time, as in timer(days(1), clock).`,
    );
  };
  const restore = replaceAll(note);
  try {
    const result = work();
    return { result, ...(fault !== undefined && { fault }) };
  } finally {
    restore();
  }
}

/** Replaces what would bring in time, chance or a later turn. @returns what puts everything back. */
function replaceAll(note: (what: string) => void): () => void {
  const TrueDate = globalThis.Date;
  class NoDate extends TrueDate {
    constructor(...parts: readonly [] | readonly [value: number | string | Date]) {
      const [value] = parts;
      if (value === undefined) note('new Date()');
      super(value ?? 0);
    }

    static override now(): number {
      note('Date.now()');
      return 0;
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return Object.prototype.toString.call(value) === '[object Date]';
    }
  }
  const inert = (name: string) => () => {
    note(`${name}()`);
    return { ref: () => undefined, unref: () => undefined, hasRef: () => false, [Symbol.toPrimitive]: () => 0 };
  };
  const replaced = [
    replace(globalThis, 'Date', NoDate),
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) =>
      replace(globalThis, name, inert(name)),
    ),
    replace(process, 'nextTick', inert('process.nextTick')),
    replace(Math, 'random', () => {
      note('Math.random()');
      return 0.5;
    }),
    replace(Promise.prototype, 'then', function then(this: unknown) {
      note('a promise');
      return this;
    }),
  ];
  return () => {
    for (const back of replaced) back();
  };
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, writable: true, value });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}

/** Files of RxJS that are on every stack and say nothing. */
const PLUMBING: ReadonlySet<string> = new Set(['innerFrom', 'from', 'OperatorSubscriber', 'lift']);

/** The operator of RxJS that the stack shows, unless a bundler has removed the names. */
function operatorIn(stack = ''): string {
  for (const line of stack.split('\n')) {
    const [, name] = line.includes('rxjs') ? (/[/\\](?:operators|observable)[/\\](\w+)\.js/.exec(line) ?? []) : [];
    if (name !== undefined && !PLUMBING.has(name)) return ` (in ${name})`;
  }
  return '';
}
