import { operate } from './functions.ts';
import type { Software } from './software.ts';
import { PROVIDER } from './workload.ts';
import { TOPIC, type World } from './world.ts';

/** What people do about events, each time in a new process. */
export class Operators {
  readonly #world: World;
  readonly #software: Software;
  #started = 0;

  constructor(world: World, software: Software) {
    this.#world = world;
    this.#software = software;
  }

  /** Has them do something now and then, also while everything goes wrong. */
  schedule(): void {
    const { random, scheduler, circumstances } = this.#world;
    for (let left = random.between(0, 5); left > 0; left--) {
      scheduler.after(random.duration(1_000, 900_000), undefined, () => {
        const what = random.pick(['redrive', 'redrive', 'dismiss', 'replay', 'fix'] as const);
        if (what === 'fix') circumstances.isFixed = true;
        else this.operate(what);
      });
    }
  }

  operate(what: 'redrive' | 'dismiss' | 'replay'): void {
    const instance = this.#world.cloud.instance(`operator-${++this.#started}`);
    const { build, ports } = this.#software.load(instance);
    this.#world.journal.note(instance.name, () => what);
    operate(this.#world, instance, () => {
      if (what === 'redrive') return build.redrive(ports, {});
      if (what === 'dismiss') return build.dismiss(ports, {}, 'Nobody wants it.');
      const replayed = { history: this.#history(), publisher: ports.publisher, ledger: ports.store };
      return build.replay(replayed, this.#replay());
    });
  }

  #replay() {
    const { random, scheduler, consumers } = this.#world;
    const again = random.chance(0.7) && `again-${random.between(1, 2)}`;
    const redrive = random.chance(0.3) && random.uuid();
    return {
      provider: PROVIDER,
      consumer: random.pick(consumers),
      since: new Date(0),
      until: new Date(scheduler.now),
      types: [],
      ...(again !== false && { again }),
      ...(redrive !== false && { redrive }),
    };
  }

  #history() {
    const kept = [...(this.#world.pubsub.topics.get(TOPIC) ?? [])];
    return {
      async *messages() {
        yield* kept;
      },
    };
  }
}
