import { topicOf } from '../../../functions/src/core/event/names.ts';
import { createLogger } from '../../../functions/src/core/telemetry/logger.ts';
import { emulatorCredentials } from '../../../functions/src/gcp/rest/credentials.ts';
import { MemoryBlobs } from '../../../functions/src/testing/memory-blobs.ts';
import type { ServiceName } from '../faults.ts';
import type { Handle } from '../functions.ts';
import { current, type Instance } from '../instance.ts';
import { handlersOf, logicOf, sagasOf } from './saga-logic.ts';
import type { SagaBuild } from './saga-build.ts';
import type { ProviderName } from './saga-workload.ts';
import { TIMEOUT_SECONDS, type SagaWorld } from './saga-world.ts';
import { NO_KEYS } from '../../../functions/src/testing/service-sources.ts';

const NEWEST = 2;

/** Loads the code under test into instances, each with one version of the durable sagas. */
export class SagaSoftware {
  readonly #build: SagaBuild;
  readonly #world: SagaWorld;
  /** Instances that run the older version. */
  readonly #older: Instance[] = [];

  constructor(build: SagaBuild, world: SagaWorld) {
    this.#build = build;
    this.#world = world;
  }

  /** The function of a provider's topic, which takes facts. */
  consumer(provider: ProviderName, instance: Instance): Handle {
    const [build, ports] = [this.#build, this.ports(instance)];
    const definition = {
      ...this.#common(provider, consumerOf(provider)),
      ...logicOf(build, this.#world.circumstances),
      sagas: {},
      durable: this.#sagas(this.#version(instance)),
      handlers: [],
    };
    const consumer = new build.Consumer(definition, ports, NO_KEYS);
    return (delivery) => consumer.handle(delivery, ports.log);
  }

  /** The function of the sagas' own topic. */
  sagaConsumer(instance: Instance): Handle {
    const [build, ports] = [this.#build, this.ports(instance)];
    const { circumstances, lacking, random } = this.#world;
    const version = this.#version(instance);
    const isLacking = version < NEWEST && random.chance(lacking);
    const durable = isLacking ? {} : this.#sagas(version);
    const handlers = handlersOf(build, circumstances);
    const definition = { ...this.#common('sagas', 'sagas-onSagaEvent'), durable, handlers };
    const consumer = new build.SagaConsumer(definition, ports, NO_KEYS);
    return (delivery) => consumer.handle(delivery, ports.log);
  }

  /** The function that keeps dead letters. */
  keeper(provider: string, instance: Instance): Handle {
    const [build, ports] = [this.#build, this.ports(instance)];
    return (delivery) => build.keepLetter(provider, delivery, ports.store, ports.log);
  }

  /** One run of the scheduled function. */
  sweep(instance: Instance): Promise<unknown> {
    const durable = this.#sagas(this.#version(instance));
    const { page } = this.#world;
    return this.#build.sweep({ durable, ports: this.ports(instance), hasTime: () => true, page });
  }

  redrive(instance: Instance): Promise<unknown> {
    return this.#build.redrive(this.ports(instance), {});
  }

  replay(provider: ProviderName, instance: Instance): Promise<unknown> {
    const { pubsub, scheduler } = this.#world;
    const kept = [...(pubsub.topics.get(topicOf(provider)) ?? [])];
    const { publisher, store } = this.ports(instance);
    const history = {
      async *messages() {
        yield* kept;
      },
    };
    const asked = { provider, consumer: consumerOf(provider), since: new Date(0), until: new Date(scheduler.now) };
    return this.#build.replay({ history, publisher, ledger: store }, { ...asked, types: [], again: 'again' });
  }

  /** The deploy is over: what runs the older version ends. */
  retire(): void {
    for (const instance of this.#older) instance.kill();
  }

  /** The ports of an instance, over the simulated services. */
  ports(instance: Instance) {
    const { scheduler, inSteps } = this.#world;
    const build = this.#build;
    const target = (service: ServiceName) => () => ({ origin: `http://${service}`, credentials: emulatorCredentials });
    return {
      store: new build.FirestoreStore({ database: '(default)', collectionPrefix: '' }, target('firestore')),
      publisher: new build.RestPublisher(undefined, target('pubsub')),
      clock: { now: () => new Date(inSteps(scheduler.now + instance.skewMs)) },
      blobs: new MemoryBlobs(),
      log: this.#logger(instance),
    };
  }

  /** The version that a new instance runs. */
  #version(instance: Instance): number {
    const { scheduler, deploy, deployedAt, retiredAt, random } = this.#world;
    const isOver = scheduler.now >= retiredAt;
    const isNew = isOver || (deploy === 'beside' ? random.chance(0.5) : scheduler.now >= deployedAt);
    if (isNew) return NEWEST;
    this.#older.push(instance);
    return 1;
  }

  #sagas(version: number) {
    const collecting = version < NEWEST ? this.#world.collecting : 'no';
    return sagasOf(this.#build, this.#world.circumstances, { version, collecting });
  }

  #common(provider: string, name: string) {
    const policy = { ...this.#build.DEFAULT_DELIVERY_POLICY, ...this.#world.policy };
    return { name, provider, policy, timeoutSeconds: TIMEOUT_SECONDS };
  }

  #logger({ name }: Instance) {
    const { journal, skipped } = this.#world;
    return createLogger(({ message, severity: _severity, ...fields }) => {
      if (message.endsWith(' Fact Skipped')) skipped.add(`${String(fields['eventId'])} ${String(fields['fact'])}`);
      journal.note(current.getStore()?.name ?? name, () => `logs ${message} ${JSON.stringify(fields)}`);
    }, 'debug');
  }
}

/** The consumer of a provider's topic. */
export function consumerOf(provider: ProviderName): string {
  return provider === 'acme' ? 'acme-onAcmeEvent' : 'bolt-onBoltEvent';
}
