import { Subject, VirtualAction, VirtualTimeScheduler } from 'rxjs';
import type { SagaPlan, Seen, Tools } from './saga-plan.ts';

/** A command as the undisturbed run emits it. */
export interface Expected {
  readonly at: number;
  readonly label: string;
  readonly key: string | undefined;
}

/** A fact at the moment that the instance's document gave it. */
export interface DatedFact extends Seen {
  readonly at: number;
}

type Out = Expected | { readonly state: unknown };

const TOOLS: Tools<Out> = {
  act: ({ label, at }, key) => ({ label, at, key }),
  charge: ({ label, at }) => ({ label: `charge ${label}`, at, key: undefined }),
  continueWith: (state) => ({ state }),
  isBroken: () => false,
};

/**
 * What the pipeline emits if nothing ever goes wrong: one process, all facts in order, each life on a clock of RxJS's own. It
 * shares no code with the replay of durable sagas.
 */
export function undisturbed(
  plan: SagaPlan,
  facts: readonly DatedFact[],
  { until, version }: { readonly until: number; readonly version: number },
): readonly Expected[] {
  const expected: Expected[] = [];
  let left = facts;
  let carried: { readonly at: number; readonly state: unknown } | undefined;
  while (left.length > 0 || carried !== undefined) {
    const start = carried?.at ?? left[0]?.at ?? until;
    const run = oneLife(plan, left, { start, until, version, state: carried?.state });
    expected.push(...run.emitted);
    left = left.slice(run.taken);
    if (run.end === 'none' || (run.end === 'completed' && plan.again !== true)) break;
    carried = run.end === 'completed' ? undefined : run.end;
  }
  return expected;
}

interface LifeRun {
  readonly emitted: readonly Expected[];
  /** How many facts were before the end. */
  readonly taken: number;
  readonly end: 'none' | 'completed' | { readonly at: number; readonly state: unknown };
}

function oneLife(
  plan: SagaPlan,
  facts: readonly DatedFact[],
  {
    start,
    until,
    version,
    state,
  }: { readonly start: number; readonly until: number; readonly version: number; readonly state: unknown },
): LifeRun {
  const clock = new VirtualTimeScheduler(VirtualAction, Infinity);
  clock.frame = start;
  const advance = (to: number) => {
    clock.maxFrames = to;
    clock.flush();
    clock.frame = Math.max(clock.frame, to);
  };
  const facts$ = new Subject<Seen>();
  const emitted: Expected[] = [];
  let end: LifeRun['end'] = 'none';
  const subscription = plan.pipeline(facts$.asObservable(), { clock, state }, TOOLS, version).subscribe({
    next: (out) => {
      if (end !== 'none') return;
      if ('state' in out) end = { at: clock.now(), state: out.state };
      else emitted.push(out);
    },
    complete: () => {
      if (end === 'none') end = 'completed';
    },
  });
  const isOver = () => end !== 'none';
  let taken = 0;
  for (const fact of facts) {
    // A timer of the same moment fires before the fact.
    advance(fact.at);
    if (isOver()) break;
    taken++;
    facts$.next(fact);
    advance(fact.at);
  }
  if (!isOver()) advance(until);
  subscription.unsubscribe();
  return { emitted, taken, end };
}
