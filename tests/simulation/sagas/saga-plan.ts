import { filter, map, type Observable, type SchedulerLike } from 'rxjs';

/** What facts and commands of the simulation keep. */
export interface Kept {
  /** The instance: `<saga> <key>`. */
  readonly instance: string;
  /** Tells events apart. */
  readonly n: number;
}

/** A fact as a pipeline sees it. */
export interface Seen {
  readonly name: string;
  readonly data: unknown;
}

/** What pipelines are made with: commands of the code under test, or of the oracle. */
export interface Tools<Out> {
  /** @param key Left out by some commands, of which several may be equal. */
  readonly act: (
    about: { readonly instance: string; readonly label: string; readonly at: number },
    key?: string,
  ) => Out;
  /** A command whose end as a dead letter the saga is told. */
  readonly charge: (about: { readonly instance: string; readonly label: string; readonly at: number }) => Out;
  readonly continueWith: (state: Carried) => Out;
  /** Whether the bug is still there. */
  readonly isBroken: () => boolean;
}

/** What one life leaves for the next. */
export interface Carried {
  readonly instance: string;
  readonly until: number;
  /** Whether the next life cannot begin, until it is fixed. */
  readonly isBad: boolean;
}

interface Context {
  readonly clock: SchedulerLike;
  readonly state: unknown;
}

/** One durable saga of the simulation. */
export interface SagaPlan {
  /** The names of its facts; the first ones are the most frequent. */
  readonly facts: readonly string[];
  /** The fact that a dead charge is. */
  readonly died?: string;
  readonly again?: boolean;
  readonly parallel?: boolean;
  /** How many versions of its code there are. The second keeps other data, see {@link migrated}. */
  readonly versions?: number;
  /** Which facts of the older version the newer one leaves out. */
  readonly leavesOut?: (fact: Kept) => boolean;
  readonly pipeline: <Out>(
    facts$: Observable<Seen>,
    context: Context,
    tools: Tools<Out>,
    version: number,
  ) => Observable<Out>;
}

export const MINUTE = 60_000;
/** Midnight comes more often here. */
const ROUND = 5 * MINUTE;

/** Numbers of the newer version begin here. */
export const NEW = 1_000;

/** Which version keeps such a number. */
export function versionOf(n: number): number {
  return n < NEW ? 1 : 2;
}

/** The next full five minutes. */
export function roundAfter(now: number): Date {
  return new Date((Math.floor(now / ROUND) + 1) * ROUND);
}

/** Fails for as long as the bug is there. */
export function stumble(isBroken: () => boolean): readonly never[] {
  if (isBroken()) throw new Error('The pipeline cannot take that.');
  return [];
}

/** A fact of an older version as the newer one sees it. */
export function migrated({ instance, n }: Kept): Kept {
  return { instance, n: n + NEW };
}

/** Lets facts of some names through, as their data. */
export function named(...names: readonly string[]): (facts$: Observable<Seen>) => Observable<Kept> {
  return (facts$) =>
    facts$.pipe(
      filter(({ name }) => names.includes(name)),
      map(({ data }) => keptIn(data)),
    );
}

function keptIn(data: unknown): Kept {
  if (isKept(data)) return data;
  throw new Error(`${JSON.stringify(data)} is not a fact of the simulation.`);
}

/** Whether a value is the data of one of the simulation's facts. */
export function isKept(data: unknown): data is Kept {
  return typeof data === 'object' && data !== null && 'instance' in data && 'n' in data;
}

/** Whether a life began with something. */
export function isCarried(state: unknown): state is Carried {
  return typeof state === 'object' && state !== null && 'until' in state;
}
