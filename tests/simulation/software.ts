import type { Delivery } from '../../functions/src/core/delivery.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { emulatorCredentials } from '../../functions/src/gcp/rest/credentials.ts';
import { MemoryBlobs } from '../../functions/src/testing/memory-blobs.ts';
import type { Build } from './build.ts';
import type { ServiceName } from './faults.ts';
import type { Handle } from './functions.ts';
import { current, type Instance } from './instance.ts';
import { logicOf } from './logic.ts';
import { PROVIDER, type ConsumerName } from './workload.ts';
import { TIMEOUT_SECONDS, type World } from './world.ts';
import { NO_KEYS } from '../../functions/src/testing/service-sources.ts';

/** Loads the code under test into instances: into each, one of the builds that are in use. */
export class Software {
  readonly #builds: readonly Build[];
  readonly #world: World;

  constructor(builds: readonly Build[], world: World) {
    this.#builds = builds;
    this.#world = world;
  }

  /** The function of a consumer. */
  consumer(name: ConsumerName, instance: Instance): Handle {
    const { random, circumstances, oldShare, policy } = this.#world;
    const { build, ports } = this.load(instance);
    const definition = {
      ...logicOf(build, name, circumstances, random.chance(oldShare)),
      name,
      provider: PROVIDER,
      policy: { ...build.DEFAULT_DELIVERY_POLICY, ...policy },
      timeoutSeconds: TIMEOUT_SECONDS,
    };
    const consumer = new build.Consumer(definition, ports, NO_KEYS);
    return (delivery) => consumer.handle(delivery, ports.log);
  }

  /** The function that keeps dead letters. */
  keeper(instance: Instance): Handle {
    const { build, ports } = this.load(instance);
    return (delivery: Delivery) => build.keepLetter(PROVIDER, delivery, ports.store, ports.log);
  }

  /** One run of the scheduled function that wakes what was put off. */
  wake(instance: Instance): Promise<unknown> {
    const { build, ports } = this.load(instance);
    return build.wakeParked?.(ports, () => true) ?? Promise.resolve();
  }

  /** A build with its ports, over the simulated services. */
  load(instance: Instance) {
    const { random, scheduler } = this.#world;
    const build = random.pick(this.#builds);
    const target = (service: ServiceName) => () => ({ origin: `http://${service}`, credentials: emulatorCredentials });
    const ports = {
      store: new build.FirestoreStore({ database: '(default)', collectionPrefix: '' }, target('firestore')),
      publisher: new build.RestPublisher(undefined, target('pubsub')),
      clock: { now: () => new Date(scheduler.now + instance.skewMs) },
      blobs: new MemoryBlobs(),
      log: this.#logger(instance),
    };
    return { build, ports };
  }

  #logger({ name }: Instance) {
    const { journal } = this.#world;
    return createLogger(({ message, severity: _severity, ...fields }) => {
      journal.note(current.getStore()?.name ?? name, () => `logs ${message} ${JSON.stringify(fields)}`);
    }, 'info');
  }
}
