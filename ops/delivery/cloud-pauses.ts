import type { ConsumerPause, PauseControl } from '../../functions/src/core/inspect/pauses.ts';
import type { Clock } from '../../functions/src/core/ports.ts';
import { Failure } from '../exit.ts';
import type { DeliveryBundle } from './bundle.ts';
import { retentionSeconds } from './differences.ts';
import { DeployedFunctions } from './google/deployed-functions.ts';
import { RestPubSubAdmin } from './google/pubsub-admin.ts';
import type { Endpoints, GoogleRest } from './google/rest.ts';
import { liveFunction } from './own-subscription.ts';
import { measuredPause, pausedConsumer, pausedTarget, pauseStateOf, resumedTarget } from './pause.ts';
import type { SubscriptionState } from './ports.ts';
import { consumerNameIn, resolveDeployed } from './resolve.ts';

export interface PauseSources {
  readonly projectId: string;
  readonly bundle: DeliveryBundle;
  readonly rest: GoogleRest;
  readonly endpoints: Endpoints;
  readonly clock: Clock;
}

const SECONDS_PER_DAY = 86_400;

/** One live subscription of a consumer. A function that was left behind in another region has another one. */
interface Live {
  readonly consumer: string;
  readonly subscription: string;
}

/** Pauses consumers of a deployed project: their subscriptions keep what comes, and have no push endpoint. */
export class CloudPauses implements PauseControl {
  readonly #connect: () => Promise<PauseSources>;
  #found: Promise<readonly Live[]> | undefined;

  /** @param connect Called once something is asked. */
  constructor(connect: () => Promise<PauseSources>) {
    this.#connect = connect;
  }

  async consumers(): Promise<readonly string[]> {
    return [...new Set((await this.#live()).map(({ consumer }) => consumer))];
  }

  async paused(): Promise<readonly ConsumerPause[]> {
    const { rest, endpoints, projectId, clock } = await this.#connect();
    const measuring = { rest, base: endpoints.monitoring, projectId, now: clock.now() };
    const found = await Promise.all(
      (await this.#live()).map(async ({ consumer, subscription }) =>
        pausedConsumer(consumer, subscription, await this.#state(subscription)),
      ),
    );
    const pauses = found.flatMap((one) => (one === undefined ? [] : [measuredPause(one, measuring)]));
    return (await Promise.all(pauses)).toSorted((one, other) => one.since.localeCompare(other.since));
  }

  async keptDays(consumer: string): Promise<number> {
    const states = await Promise.all((await this.#of(consumer)).map(({ subscription }) => this.#state(subscription)));
    return Math.min(...states.map((state) => retentionSeconds(state))) / SECONDS_PER_DAY;
  }

  async pause(consumer: string): Promise<boolean> {
    const { clock } = await this.#connect();
    return this.#retarget(consumer, (state) => {
      const pause = pauseStateOf(state);
      if (pause.status === 'paused') return undefined;
      if (pause.status === 'unaddressed') throw unaddressed(consumer);
      // A pause that a deploy has lifted goes on.
      return pausedTarget(state, pause.status === 'lifted' ? pause.since : clock.now().toISOString());
    });
  }

  resume(consumer: string): Promise<boolean> {
    return this.#retarget(consumer, (state) => {
      const { status } = pauseStateOf(state);
      if (status === 'unaddressed') throw unaddressed(consumer);
      return status === 'delivering' ? undefined : resumedTarget(state);
    });
  }

  async #retarget(
    consumer: string,
    targetOf: (state: SubscriptionState) => ReturnType<typeof resumedTarget> | undefined,
  ): Promise<boolean> {
    const pubsub = await this.#pubsub();
    let isChanged = false;
    for (const { subscription } of await this.#of(consumer)) {
      const target = targetOf(await this.#state(subscription));
      if (target === undefined) continue;
      await pubsub.retarget(subscription, target);
      isChanged = true;
    }
    return isChanged;
  }

  async #of(consumer: string): Promise<readonly Live[]> {
    return (await this.#live()).filter((one) => one.consumer === consumer);
  }

  async #state(subscription: string): Promise<SubscriptionState> {
    const state = await (await this.#pubsub()).subscription(subscription);
    if (state !== undefined) return state;
    throw new Failure(
      `${subscription} is gone, and only Eventarc can make it: delete its function and deploy it again.`,
    );
  }

  async #pubsub(): Promise<RestPubSubAdmin> {
    const { rest, endpoints } = await this.#connect();
    return new RestPubSubAdmin(rest, endpoints.pubsub);
  }

  #live(): Promise<readonly Live[]> {
    this.#found ??= this.#findLive().catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }

  async #findLive(): Promise<readonly Live[]> {
    const { bundle, projectId, rest, endpoints } = await this.#connect();
    const functions = new DeployedFunctions(rest, endpoints, projectId);
    const deployment = await functions.ofCodebase(bundle.codebase);
    const resolved = await resolveDeployed(bundle, { projectId }, deployment, functions);
    const { listeners, integrations, resolutions } = resolved;
    const names = [
      ...integrations.flatMap(({ consumers }) => consumers),
      ...listeners.map(({ functionName }) => functionName),
    ];
    return names.flatMap((name) =>
      (resolutions.get(name) ?? []).flatMap((resolution): readonly Live[] => {
        const live = liveFunction(resolution, projectId);
        return 'status' in live ? [{ consumer: consumerNameIn(bundle, name), subscription: live.subscription }] : [];
      }),
    );
  }
}

function unaddressed(consumer: string): Failure {
  return new Failure(
    `The subscription of ${consumer} has no push endpoint, and does not say which one it had. Set it to the address of the function's Cloud Run service, or delete the function and deploy it again once nothing waits.`,
  );
}
