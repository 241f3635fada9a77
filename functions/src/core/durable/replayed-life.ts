import { ReplaySubject, Subject } from 'rxjs';
import { splitKey } from '../event/account.ts';
import { PermanentError } from '../event/errors.ts';
import { messageOf } from '../event/error-text.ts';
import type { Command } from '../logic/command.ts';
import { Continuation, type DurableSagaDefinition, type PipelineContext } from './definition.ts';
import { guarded } from './real-time-guard.ts';
import type { InstanceState, StoredFact } from './instance-state.ts';
import { ReplayClock } from './replay-clock.ts';

/** A command that the pipeline emitted, and when. */
export interface Emission {
  readonly command: Command;
  readonly at: number;
}

/** What the facts of one life come to, up to a moment. */
export type Replayed =
  | { readonly end: 'none'; readonly emissions: readonly Emission[]; readonly wakeAt?: number }
  /** @prop taken How many of the facts were before the end. */
  | { readonly end: 'completed'; readonly emissions: readonly Emission[]; readonly taken: number }
  | {
      readonly end: 'continued';
      readonly emissions: readonly Emission[];
      readonly taken: number;
      readonly at: number;
      readonly state: unknown;
    }
  | { readonly end: 'threw'; readonly fault: PermanentError };

/** What a pipeline is told of its instance. */
function namesOf(joined: string): Pick<PipelineContext<unknown>, 'key' | 'account'> {
  const { key, account } = splitKey(joined);
  return { key, account };
}

/** The life of an instance that is replayed. */
export type Life = Pick<InstanceState, 'key' | 'facts' | 'carried'>;

/** Runs all facts of one life through the pipeline, up to and at a moment. Pure and synchronous. */
export function replay(definition: DurableSagaDefinition, { key, facts, carried }: Life, to: number): Replayed {
  const { run } = definition;
  const clock = new ReplayClock(carried?.at ?? facts[0]?.at ?? to);
  const [facts$, history$] = [new Subject<Fact>(), new ReplaySubject<Fact>()];
  const emissions: Emission[] = [];
  let ended: { readonly continuation?: Emission } | undefined;
  let threw: { readonly error: unknown } | undefined;
  let taken = 0;
  const dated = facts.map((fact) => ({ at: fact.at, date: new Date(fact.at), fact }));
  const { result: wakeAt, fault } = guarded(() => {
    try {
      const seen = dated.map(({ at, date, fact: stored }) => {
        const fact = upToDate(stored, definition);
        return { at, fact: fact && { name: fact.name, data: fact.data, at: date } };
      });
      const context = { ...namesOf(key), clock, history$: history$.asObservable(), state: carried?.state };
      const subscription = run(facts$.asObservable(), context).subscribe({
        // Nothing is checked here: RxJS throws what `next` throws at the process, later.
        next: (command) => {
          const emission = { command, at: clock.now() };
          if (ended !== undefined) return;
          if (command instanceof Continuation) ended = { continuation: emission };
          else emissions.push(emission);
        },
        error: (error: unknown) => {
          threw ??= { error };
        },
        complete: () => {
          ended ??= {};
        },
      });
      const isOver = () => ended !== undefined || threw !== undefined;
      for (const { at, fact } of seen) {
        // A timer of the same moment fires before the fact.
        clock.advanceTo(at);
        clock.requireTime();
        if (isOver()) break;
        taken += 1;
        if (fact === undefined) continue;
        history$.next(fact);
        facts$.next(fact);
        clock.advanceTo(at);
      }
      if (!isOver()) clock.advanceTo(to);
      const next = clock.next();
      subscription.unsubscribe();
      return next;
    } catch (error) {
      threw ??= { error };
      return undefined;
    }
  });
  if (fault !== undefined) return { end: 'threw', fault };
  if (threw !== undefined) return { end: 'threw', fault: pipelineFault(threw.error) };
  if (ended === undefined) return { end: 'none', emissions, ...(wakeAt !== undefined && { wakeAt }) };
  const { continuation } = ended;
  if (continuation === undefined) return { end: 'completed', emissions, taken };
  const { command, at } = continuation;
  const state = command instanceof Continuation ? command.state : undefined;
  return { end: 'continued', emissions, taken, at, state };
}

/** A fact as this version of the saga sees it; undefined if it leaves it out. */
function upToDate(
  fact: StoredFact,
  { version, migrate }: DurableSagaDefinition,
): Pick<StoredFact, 'name' | 'data'> | undefined {
  return migrate !== undefined && fact.version < version ? migrate(fact, fact.version) : fact;
}

interface Fact {
  readonly name: string;
  readonly data: unknown;
  readonly at: Date;
}

function pipelineFault(cause: unknown): PermanentError {
  if (PermanentError.is(cause)) return cause;
  return new PermanentError(
    `The pipeline threw: ${messageOf(cause).replace(/\.$/, '')}. The instance is held; correct the pipeline, deploy it, and redrive the dead letter.`,
    { cause },
  );
}
