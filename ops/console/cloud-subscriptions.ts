import type { SubscriptionReader, SubscriptionView } from '../../console/ports.ts';
import type { DeliveryBundle } from '../delivery/bundle.ts';
import { GOOGLE_CLOUD } from '../delivery/capabilities.ts';
import { desiredState, functionsOf, type DesiredSubscription } from '../delivery/desired.ts';
import { shortName, subscriptionDifference } from '../delivery/differences.ts';
import { GoogleApiError } from '../delivery/google/rest.ts';
import type { PubSubAdmin, Resolution, SubscriptionState, Triggers } from '../delivery/ports.ts';

/** What is asked of Google Cloud for it. Names are full resource names. */
export interface SubscriptionSources {
  readonly projectId: string;
  readonly bundle: DeliveryBundle;
  readonly pubsub: Pick<PubSubAdmin, 'subscription'> & { subscriptionsOf(topic: string): Promise<readonly string[]> };
  /** Left out with emulators: nobody knows there which subscription is whose. */
  readonly triggers?: Triggers;
  /** Left out with emulators: nothing is measured there. */
  readonly measurements?: {
    backlog(subscription: string): Promise<number | undefined>;
    oldestUnackedSeconds(subscription: string): Promise<number | undefined>;
  };
}

/** Everything that reads the topics of the integrations: how far it is behind, and how it is set. */
export class CloudSubscriptions implements SubscriptionReader {
  readonly #sources: SubscriptionSources;

  constructor(sources: SubscriptionSources) {
    this.#sources = sources;
  }

  async subscriptions(): Promise<readonly SubscriptionView[]> {
    const { bundle, pubsub, projectId } = this.#sources;
    const owned = await this.#owned();
    const topics = bundle.integrations.flatMap(({ topic, deadLetterTopic }) => [topic, deadLetterTopic]);
    const views = topics.map(async (topic) => {
      const names = await pubsub.subscriptionsOf(`projects/${projectId}/topics/${topic}`);
      return Promise.all(names.map((name) => this.#view(name, topic, owned.get(name))));
    });
    return (await Promise.all(views)).flat();
  }

  async #view(name: string, topic: string, own: DesiredSubscription | undefined): Promise<SubscriptionView> {
    const { pubsub, measurements } = this.#sources;
    const [state, backlog, oldestUnackedSeconds] = await Promise.all([
      pubsub.subscription(name),
      unlessRefused(measurements?.backlog(name)),
      unlessRefused(measurements?.oldestUnackedSeconds(name)),
    ]);
    return {
      name: shortName(name),
      topic,
      ...(own?.functionName !== undefined && { consumer: own.functionName }),
      ...(backlog !== undefined && { backlog }),
      ...(oldestUnackedSeconds !== undefined && { oldestUnackedSeconds }),
      policy: policyOf(state),
      drift: own === undefined ? [] : driftOf(state, own),
    };
  }

  /** The subscriptions that the delivery policy is about, by name. */
  async #owned(): Promise<ReadonlyMap<string, DesiredSubscription>> {
    const { bundle, projectId, triggers } = this.#sources;
    if (triggers === undefined) return new Map();
    const resolutions = await Promise.all(
      functionsOf(bundle).map(async (name) => {
        const unknown: Resolution = { status: 'unusable', why: `Google does not tell what is behind ${name}.` };
        return [name, (await unlessRefused(triggers.subscriptionOf(name))) ?? unknown] as const;
      }),
    );
    const scope = {
      projectId,
      projectNumber: undefined,
      resolutions: new Map(resolutions),
      capabilities: GOOGLE_CLOUD,
    };
    const wanted = desiredState(bundle, scope).desired.filter((each) => each.kind === 'subscription');
    return new Map(wanted.map((each) => [each.name, each]));
  }
}

/** One thing that may not be read does not hold up the others. */
async function unlessRefused<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GoogleApiError) return undefined;
    throw error;
  }
}

function policyOf(state: SubscriptionState | undefined): Readonly<Record<string, string>> {
  if (state === undefined) return {};
  const { changes } = subscriptionDifference(undefined, state);
  return Object.fromEntries(changes.map(({ setting, after }) => [setting, after]));
}

function driftOf(state: SubscriptionState | undefined, { settings }: DesiredSubscription): readonly string[] {
  const { changes } = subscriptionDifference(state, settings);
  return changes.map(({ setting, before, after }) => `${setting}: ${before}, where the policy says ${after}.`);
}
