import { filter } from 'rxjs';
import type { DurableSagas } from '../../../functions/src/core/durable/definition.ts';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import type { EventLogic } from '../../../functions/src/core/handle/planned-event.ts';
import type { RecordData } from '../../../functions/src/core/ledger/store.ts';
import type { CommandHandler } from '../../../functions/src/core/logic/command.ts';
import type { Context } from '../../../functions/src/core/logic/context.ts';
import { httpCall } from '../../../functions/src/gcp/rest/http-call.ts';
import { activityNow, type Activity } from '../instance.ts';
import { LARGE, PADDING } from './limited-plans.ts';
import { SAGAS } from './plans.ts';
import { isKept, migrated, type Kept, type SagaPlan, type Tools } from './saga-plan.ts';
import type { SagaBuild } from './saga-build.ts';
import type { SentFacts } from './saga-workload.ts';

/** How commands of a kind are carried out: by a change of records, by a call, or by a change that is claimed. */
const KINDS = ['Mark', 'Call', 'Keep'] as const;
type Kind = (typeof KINDS)[number];

/** What a command says. */
export interface Order {
  readonly instance: string;
  readonly label: string;
  /** When the pipeline emitted it. */
  readonly at: number;
}

/** What commands meet: their own bugs among it. */
export interface SagaCircumstances {
  /** Decides how commands with a label are carried out. */
  readonly kindSeed: number;
  /** Whether whatever made pipelines and commands fail has been fixed. */
  isFixed: boolean;
  /** How a run of a command ends. @param about Its name. */
  readonly outcomeOf: (about: string) => 'done' | 'transient' | 'permanent';
  /** How long a handler waits for its processor. */
  readonly pauseMs: (activity: Activity) => number;
}

/** One text for one command, the same for those that are equal. */
export function nameOf({ instance, label, at }: Order, key: string | undefined): string {
  return `${instance} ${label}${key === undefined ? '' : `/${key}`} ${at}`;
}

/** How commands with a label are carried out. */
export function kindOf(label: string, kindSeed: number): Kind {
  return KINDS[(label.length + label.charCodeAt(0) + kindSeed) % KINDS.length] ?? 'Mark';
}

/** The event classes and commands of one build. */
function classesOf(build: SagaBuild) {
  abstract class Acting extends build.Command {
    readonly instance: string;
    readonly label: string;
    readonly at: number;

    constructor({ instance, label, at }: Order, key?: string) {
      super();
      this.instance = instance;
      this.label = label;
      this.at = at;
      Object.assign(this, key !== undefined && { key });
    }
  }
  class Mark extends Acting {
    static readonly type = 'Mark';
  }
  class Call extends Acting {
    static readonly type = 'Call';
  }
  class Keep extends Acting {
    static readonly type = 'Keep';
  }
  class Charge extends Acting {
    static readonly type = 'Charge';
  }
  class SimulatedEvent extends build.IntegrationEvent<SentFacts> {}
  return { Mark, Call, Keep, Charge, SimulatedEvent };
}

const made = new WeakMap<SagaBuild, ReturnType<typeof classesOf>>();

function classesFor(build: SagaBuild): ReturnType<typeof classesOf> {
  const classes = made.get(build) ?? classesOf(build);
  made.set(build, classes);
  return classes;
}

/** What the consumer of a provider runs beside durable sagas: it makes the event, and a task that may fail. */
export function logicOf(build: SagaBuild, circumstances: SagaCircumstances): Pick<EventLogic, 'revive' | 'tasks'> {
  const { SimulatedEvent } = classesFor(build);
  return {
    revive: (envelope) => {
      const { data } = envelope;
      if (isSentFacts(data)) return new SimulatedEvent(data, envelope);
      throw new build.PermanentError('The data is not an event of ours.');
    },
    tasks: {
      act: build.task(
        SimulatedEvent,
        async ({ envelope }) => {
          await Promise.resolve();
          end(build, circumstances.outcomeOf(`act ${envelope.id}`));
        },
        { when: ({ event }) => event.isTask },
      ),
    },
  };
}

function isSentFacts(data: unknown): data is SentFacts {
  return isJsonObject(data) && Array.isArray(data['facts']);
}

/** Ends a run of a handler as it was decided. */
function end(build: SagaBuild, outcome: ReturnType<SagaCircumstances['outcomeOf']>): void {
  if (outcome === 'transient') throw new Error('It fails for now.');
  if (outcome === 'permanent') throw new build.PermanentError('It fails for good.');
}

/** The durable sagas as one version of their code declares them. */
export function sagasOf(
  build: SagaBuild,
  circumstances: SagaCircumstances,
  { version, collecting }: { readonly version: number; readonly collecting: 'no' | 'silently' | 'acting' },
): DurableSagas {
  const { Mark, Call, Keep, Charge, SimulatedEvent } = classesFor(build);
  const acting = { Mark, Call, Keep };
  const tools: Tools<InstanceType<typeof build.Command>> = {
    act: (about, key) => new acting[kindOf(about.label, circumstances.kindSeed)](about, key),
    charge: (about) => new Charge(about),
    continueWith: (state) => build.continueWith(state),
    isBroken: () => !circumstances.isFixed,
  };
  const source = (saga: string, fact: string, own: number) => {
    const sent = ({ event }: InstanceType<typeof SimulatedEvent>) =>
      event.facts.find((one) => one.saga === saga && one.fact === fact);
    return build.from(
      SimulatedEvent,
      filter((event) => sent(event) !== undefined),
      (event) => {
        const { key, data } = sent(event) ?? {};
        const kept = data && (own === 1 ? data : migrated(data));
        const isPadded = fact === LARGE && !circumstances.isFixed;
        return kept && { key, fact: isPadded ? { ...kept, padding: PADDING } : kept };
      },
    );
  };
  const definitionOf = (saga: string, { facts, died, versions = 1, pipeline, leavesOut, ...options }: SagaPlan) => {
    const own = Math.min(version, versions);
    const told = died === undefined ? {} : { [died]: build.whenDead(Charge, deathOf) };
    const sources = { ...Object.fromEntries(facts.map((fact) => [fact, source(saga, fact, own)])), ...told };
    return build.durableSaga<typeof sources, number>(
      sources,
      (facts$, context) => pipeline(facts$, context, tools, own),
      {
        ...options,
        ...(collecting !== 'no' && { collecting }),
        version: own,
        migrate: ({ name, data }) => {
          if (!isKept(data)) return { name, data };
          return leavesOut?.(data) === true ? undefined : { name, data: migrated(data) };
        },
      },
    );
  };
  return Object.fromEntries(Object.entries(SAGAS).map(([saga, plan]) => [saga, definitionOf(saga, plan)]));
}

/** What the pipeline is told of a dead charge. */
function deathOf({ instance, label, at }: Order): Kept {
  return { instance, n: label === 'more' ? -at : at };
}

/** The handlers of their commands. */
export function handlersOf(build: SagaBuild, circumstances: SagaCircumstances): readonly CommandHandler[] {
  const { Mark, Call, Keep, Charge } = classesFor(build);
  const begin = (command: InstanceType<typeof Mark>) =>
    end(build, circumstances.outcomeOf(nameOf(command, command.key)));
  const call = async (command: InstanceType<typeof Call>, context: Context) => {
    const activity = activityNow();
    if (!activity.instance.isAlive) return;
    begin(command);
    const ms = circumstances.pauseMs(activity);
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    await callProvider(command, context);
  };
  return [
    build.recordHandler(Mark, (command, records) => {
      begin(command);
      records.update('marks', command.instance, withMark(command));
    }),
    build.commandHandler(Keep, (command, { records }) => {
      begin(command);
      records.update('marks', command.instance, withMark(command));
    }),
    build.commandHandler(Call, call),
    build.commandHandler(Charge, call),
  ];
}

function withMark(command: Order & { readonly key?: string }): (current: RecordData | undefined) => RecordData {
  return (current) => {
    const earlier: unknown = current?.['done'];
    return { done: [...(Array.isArray(earlier) ? earlier : []), nameOf(command, command.key)] };
  };
}

async function callProvider(command: Order & { readonly key?: string }, context: Context): Promise<void> {
  const { idempotencyKey, signal } = context;
  const { status } = await httpCall({
    url: 'http://provider/effects',
    method: 'POST',
    headers: {},
    body: JSON.stringify({ idempotencyKey, instance: command.instance, name: nameOf(command, command.key) }),
    signal,
  });
  if (status !== 200) throw new Error(`The provider answered ${status}.`);
}
