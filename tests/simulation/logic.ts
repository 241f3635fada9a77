import { from, mergeMap } from 'rxjs';
import type { EventLogic } from '../../functions/src/core/handle/planned-event.ts';
import type { RecordData } from '../../functions/src/core/ledger/store.ts';
import type { Context } from '../../functions/src/core/logic/context.ts';
import { httpCall } from '../../functions/src/gcp/rest/http-call.ts';
import type { Build } from './build.ts';
import { current } from './instance.ts';
import type { Keys } from './keys.ts';
import type { LedgerWatch } from './ledger-watch.ts';
import { isDeeds, SAGA, TASK, type ConsumerName, type Deed, type Deeds } from './workload.ts';

/** What business logic meets: its own bugs among it. */
export interface Circumstances {
  readonly watch: LedgerWatch;
  readonly keys: Keys;
  /** How often a saga has thrown, by consumer and event. */
  readonly thrown: Map<string, number>;
  /** Whether whatever made commands fail for good has been fixed. */
  isFixed: boolean;
}

/** The event class and the command of one build. Made once: a class for each instance would keep V8 from optimising any. */
function classesOf(build: Build) {
  class AcmeEvent extends build.IntegrationEvent<Deeds> {}
  class Act extends build.Command {
    static readonly type = 'Act';
    readonly deed: Deed;
    override readonly key: string;

    constructor(deed: Deed) {
      super();
      this.deed = deed;
      this.key = deed.key;
    }
  }
  return { AcmeEvent, Act };
}

const classes = new WeakMap<Build, ReturnType<typeof classesOf>>();

/** The business logic of one consumer, written against one build: every event says itself what is to be done. */
export function logicOf(build: Build, consumer: ConsumerName, circumstances: Circumstances): EventLogic {
  const { AcmeEvent, Act } = classes.get(build) ?? classesOf(build);
  classes.set(build, { AcmeEvent, Act });

  const steps = build.saga((events$) =>
    events$.pipe(
      build.isOfType(AcmeEvent),
      mergeMap(({ event, envelope }) => {
        failSaga(event, `${consumer} ${envelope.id}`);
        return from(event.steps[consumer].map((deed) => new Act(deed)));
      }),
    ),
  );

  function failSaga({ sagaFailures, isSagaFaultPermanent }: Deeds, about: string): void {
    const { thrown, isFixed, watch } = circumstances;
    const before = thrown.get(about) ?? 0;
    if (isFixed || before >= sagaFailures[consumer]) return;
    thrown.set(about, before + 1);
    const activity = current.getStore();
    if (activity !== undefined) watch.failed(activity);
    if (isSagaFaultPermanent) throw new build.PermanentError('The saga cannot make sense of it.');
    throw new Error('The saga stumbles.');
  }

  async function act(deed: Deed, step: string, context: Context): Promise<void> {
    const activity = current.getStore();
    if (activity === undefined) throw new Error('A handler runs outside of the simulation.');
    if (!activity.instance.isAlive) return;
    const { keys, watch, isFixed } = circumstances;
    if (activity.addressee !== undefined && activity.addressee !== consumer)
      watch.violate(activity, `handles a message for ${activity.addressee}`);
    watch.ran(step, activity);
    const about = { consumer, eventId: context.event.envelope.id, replay: activity.replay, step };
    const before = keys.given(context.idempotencyKey, about);
    if (!isFixed && before < deed.failures) {
      watch.failed(activity, deed.fault === 'permanent' || deed.fault === 'place' ? step : undefined);
      fail(deed, context);
    } else await perform(deed, context);
  }

  function fail({ fault }: Deed, { records }: Context): void {
    if (fault === 'transient') throw new Error('It fails for now.');
    if (fault === 'permanent') throw new build.PermanentError('It fails for good.');
    if (fault === 'place') records.update('counters', 'no/place', () => ({}));
    records.update('counters', 'broken', () => {
      throw new Error('The change fails.');
    });
  }

  async function perform({ kind, target }: Deed, context: Context): Promise<void> {
    const { records, idempotencyKey: by, event } = context;
    const add = (current: RecordData | undefined) => counted(current, by);
    if (kind === 'count') records.update('counters', target, add);
    if (kind === 'countTwo') for (const id of ['t0', 't1']) records.update('counters', id, add);
    if (kind === 'newest')
      records.update(
        'latest',
        target,
        build.newest(build.asOfEvent(event), () => ({ by })),
      );
    if (kind === 'once')
      records.update(
        'firsts',
        target,
        build.ifAbsent(() => ({ by })),
      );
    if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, 10_000));
    if (kind === 'read') {
      await records.get('counters', target);
      records.update('counters', target, add);
    }
    if (kind === 'effect' || kind === 'forgetfulEffect') {
      const activity = current.getStore();
      await callProvider(context, kind === 'effect', () => activity && circumstances.watch.failed(activity));
    }
  }

  return {
    revive: (envelope) => {
      const { data } = envelope;
      if (!isDeeds(data)) throw new build.PermanentError('The data is not an event of ours.');
      return new AcmeEvent(data, envelope);
    },
    sagas: { [SAGA]: steps },
    tasks: {
      [TASK]: build.task(
        AcmeEvent,
        async ({ event }, context) => {
          const deed = event.task[consumer];
          if (deed !== undefined) await act(deed, TASK, context);
        },
        { when: ({ event }) => event.task[consumer] !== undefined },
      ),
    },
    handlers: [build.commandHandler(Act, ({ deed }, context) => act(deed, stepOf(deed), context))],
  };
}

/** The name of a command in the ledger. */
export function stepOf({ key }: Deed): string {
  return `${SAGA}/Act/${key}`;
}

/** A counter that also knows who counted. */
function counted(current: RecordData | undefined, by: string): RecordData {
  const earlier: unknown = current?.['by'];
  return { n: Number(current?.['n'] ?? 0) + 1, by: [...(Array.isArray(earlier) ? earlier : []), by] };
}

async function callProvider(
  { idempotencyKey, signal }: Context,
  honoursKeys: boolean,
  failed: () => void,
): Promise<void> {
  const { status } = await httpCall({
    url: 'http://provider/effects',
    method: 'POST',
    headers: {},
    body: JSON.stringify({ idempotencyKey, honoursKeys }),
    signal,
  }).catch((error: unknown) => {
    failed();
    throw error;
  });
  if (status === 200) return;
  failed();
  throw new Error(`The provider answered ${status}.`);
}
