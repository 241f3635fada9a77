import { from, mergeMap } from 'rxjs';
import type { IntegrationEvent } from '../../functions/src/core/event/integration-event.ts';
import { occurrenceOf } from '../../functions/src/core/event/platform-event.ts';
import type { ConsumerDefinition } from '../../functions/src/core/handle/consumer-definition.ts';
import type { EventLogic } from '../../functions/src/core/handle/planned-event.ts';
import type { RecordData } from '../../functions/src/core/ledger/store.ts';
import type { Context, RecordChanges } from '../../functions/src/core/logic/context.ts';
import { httpCall } from '../../functions/src/gcp/rest/http-call.ts';
import type { Build } from './build.ts';
import { activityNow, type Activity } from './instance.ts';
import type { Keys } from './keys.ts';
import type { LedgerWatch } from './ledger-watch.ts';
import { isDeeds, SAGA, TASKS, type ConsumerName, type Deed, type Deeds } from './workload.ts';

/** What business logic meets: its own bugs among it. */
export interface Circumstances {
  readonly watch: LedgerWatch;
  readonly keys: Keys;
  /** How often a saga has thrown, by consumer and event. */
  readonly thrown: Map<string, number>;
  /** How long a handler waits for its processor, which its instance may not have. */
  readonly pauseMs: (activity: Activity) => number;
  /** Whether whatever made commands fail for good has been fixed. */
  isFixed: boolean;
}

/** The event class and the commands of one build. Made once: classes for each instance would keep V8 from optimising any. */
function classesOf(build: Build) {
  class AcmeEvent extends build.IntegrationEvent<Deeds> {}
  abstract class Doing extends build.Command {
    readonly deed: Deed;
    readonly event: IntegrationEvent;
    override readonly key: string;

    constructor(deed: Deed, event: IntegrationEvent) {
      super();
      this.deed = deed;
      this.event = event;
      this.key = deed.key;
    }
  }
  class Act extends Doing {
    static readonly type = 'Act';
  }
  class Change extends Doing {
    static readonly type = 'Change';
  }
  return { AcmeEvent, Act, Change };
}

const classes = new WeakMap<Build, ReturnType<typeof classesOf>>();

/**
 * The business logic of one consumer, written against one build: every event says itself what is to be done.
 * @param isOld Whether handlers do not say yet that they only change records: an earlier version of the same logic.
 */
export function logicOf(
  build: Build,
  consumer: ConsumerName,
  circumstances: Circumstances,
  isOld: boolean,
): EventLogic & Pick<ConsumerDefinition, 'parking'> {
  const made = classes.get(build) ?? classesOf(build);
  classes.set(build, made);
  const { AcmeEvent, Act, Change } = made;
  const knowsRecordHandlers = 'recordHandler' in build && !isOld;
  const { RetryLater, parkEvents } = isOld ? {} : build;

  const steps = build.saga((events$) =>
    events$.pipe(
      build.isOfType(AcmeEvent),
      mergeMap((event) => {
        failSaga(event.event, `${consumer} ${occurrenceOf(event.envelope)}`);
        const deeds = event.event.steps[consumer];
        return from(deeds.map((deed) => (deed.by === 'act' ? new Act(deed, event) : new Change(deed, event))));
      }),
    ),
  );

  function failSaga({ sagaFailures, isSagaFaultPermanent }: Deeds, about: string): void {
    const { thrown, isFixed, watch } = circumstances;
    const before = thrown.get(about) ?? 0;
    if (isFixed || before >= sagaFailures[consumer]) return;
    thrown.set(about, before + 1);
    watch.failed(activityNow());
    if (isSagaFaultPermanent) throw new build.PermanentError('The saga cannot make sense of it.');
    throw new Error('The saga stumbles.');
  }

  async function act(deed: Deed, step: string, context: Context): Promise<void> {
    const activity = activityNow();
    if (!activity.instance.isAlive) return;
    begin(deed, step, context.event, context.records, context.idempotencyKey);
    const { kind, target } = deed;
    const ms = circumstances.pauseMs(activity) + (kind === 'slow' ? 10_000 : 0);
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    if (kind === 'read') await context.records.get('counters', target);
    if (kind === 'effect' || kind === 'forgetfulEffect') {
      await callProvider(context, kind === 'effect').catch((error: unknown) => {
        circumstances.watch.failed(activity, step);
        throw error;
      });
    }
    stage(deed, context.event, context.records, context.idempotencyKey);
  }

  /** A handler that only changes records has no key: its name stands for it. */
  function change(deed: Deed, step: string, event: IntegrationEvent, records: RecordChanges): undefined {
    const activity = activityNow();
    if (!activity.instance.isAlive) return;
    const by = [consumer, occurrenceOf(event.envelope), activity.replay, step].join(' ');
    begin(deed, step, event, records, by);
    stage(deed, event, records, by);
  }

  function begin(deed: Deed, step: string, event: IntegrationEvent, records: RecordChanges, key: string): void {
    const activity = activityNow();
    const { keys, watch, isFixed } = circumstances;
    if (activity.addressee !== undefined && activity.addressee !== consumer)
      watch.violate(activity, `handles a message for ${activity.addressee}`);
    watch.ran(step, activity, deed.by);
    const before = keys.given(key, { consumer, eventId: occurrenceOf(event.envelope), replay: activity.replay, step });
    if (isFixed || before >= deed.failures) return;
    watch.failed(activity, step, howItFails(deed.fault));
    fail(deed, records);
  }

  function howItFails(fault: Deed['fault']): 'now' | 'for good' | 'later' {
    if (fault === 'later' && RetryLater !== undefined) return 'later';
    return fault === 'permanent' || fault === 'place' ? 'for good' : 'now';
  }

  function fail({ fault, waitMs = 0 }: Deed, records: RecordChanges): void {
    if (fault === 'later' && RetryLater !== undefined) throw new RetryLater({ after: waitMs });
    if (fault === 'transient' || fault === 'later') throw new Error('It fails for now.');
    if (fault === 'permanent') throw new build.PermanentError('It fails for good.');
    if (fault === 'place') records.update('counters', 'no/place', () => ({}));
    records.update('counters', 'broken', () => {
      throw new Error('The change fails.');
    });
  }

  function stage({ kind, target }: Deed, event: IntegrationEvent, records: RecordChanges, by: string): void {
    const asOf = { ...build.asOfEvent(event), id: occurrenceOf(event.envelope) };
    const newest = build.newest(asOf, () => ({ by }));
    const add = (current: RecordData | undefined) => counted(current, by);
    if (kind === 'count' || kind === 'read') records.update('counters', target, add);
    if (kind === 'countTwo') for (const id of ['t0', 't1']) records.update('counters', id, add);
    if (kind === 'newest') records.update('latest', target, newest);
    if (kind === 'once') {
      const first = build.ifAbsent(() => ({ by }));
      records.update('firsts', target, first);
    }
    if (kind === 'add') records.update('sums', target, 'increment' in build ? build.increment({ n: 1 }) : plusOne('n'));
    if (kind === 'touch') records.update('sums', target, plusOne('m'));
  }

  const deedOf = (event: IntegrationEvent, step: string) =>
    event instanceof AcmeEvent ? event.event.tasks[consumer].find(({ key }) => key === step) : undefined;
  const when = (step: string) => (event: IntegrationEvent) => deedOf(event, step) !== undefined;
  const changeTask = (event: IntegrationEvent, records: RecordChanges): undefined => {
    const deed = deedOf(event, TASKS.change);
    return deed && change(deed, TASKS.change, event, records);
  };
  const changeCommand = ({ deed, event }: InstanceType<typeof Change>, records: RecordChanges) =>
    change(deed, stepOf(deed), event, records);

  return {
    revive: (envelope) => {
      const { data } = envelope;
      if (!isDeeds(data)) throw new build.PermanentError('The data is not an event of ours.');
      return new AcmeEvent(data, envelope);
    },
    sagas: { [SAGA]: steps },
    tasks: {
      [TASKS.act]: build.task(
        AcmeEvent,
        async (event, context) => {
          const deed = deedOf(event, TASKS.act);
          if (deed !== undefined) await act(deed, TASKS.act, context);
        },
        { when: when(TASKS.act), retryLater: true },
      ),
      [TASKS.change]: knowsRecordHandlers
        ? build.recordTask(AcmeEvent, changeTask, { when: when(TASKS.change) })
        : build.task(AcmeEvent, (event, { records }) => changeTask(event, records), { when: when(TASKS.change) }),
    },
    handlers: [
      build.commandHandler(Act, ({ deed }, context) => act(deed, stepOf(deed), context), { retryLater: true }),
      knowsRecordHandlers
        ? build.recordHandler(Change, changeCommand)
        : build.commandHandler(Change, (command, { records }) => changeCommand(command, records)),
    ],
    ...(parkEvents !== undefined && { parking: parkEvents }),
  };
}

/** The name of a command in the ledger. */
export function stepOf({ key, by }: Deed): string {
  return `${SAGA}/${by === 'act' ? 'Act' : 'Change'}/${key}`;
}

function plusOne(field: string): (current: RecordData | undefined) => RecordData {
  return (current) => ({ ...current, [field]: Number(current?.[field] ?? 0) + 1 });
}

/** A counter that also knows who counted. */
function counted(current: RecordData | undefined, by: string): RecordData {
  const earlier: unknown = current?.['by'];
  return { n: Number(current?.['n'] ?? 0) + 1, by: [...(Array.isArray(earlier) ? earlier : []), by] };
}

async function callProvider({ idempotencyKey, signal }: Context, honoursKeys: boolean): Promise<void> {
  const { status } = await httpCall({
    url: 'http://provider/effects',
    method: 'POST',
    headers: {},
    body: JSON.stringify({ idempotencyKey, honoursKeys }),
    signal,
  });
  if (status !== 200) throw new Error(`The provider answered ${status}.`);
}
