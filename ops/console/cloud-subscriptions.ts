import type { SubscriptionReader, SubscriptionView } from '../../console/ports.ts';
import type { DeliveryBundle } from '../delivery/bundle.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { GOOGLE_CLOUD } from '../delivery/capabilities.ts';
import { desiredState, type DesiredSubscription } from '../delivery/desired.ts';
import { shortName, subscriptionDifference } from '../delivery/differences.ts';
import type { DeployedFunctions } from '../delivery/google/deployed-functions.ts';
import { GoogleApiError, orRefusal } from '../delivery/google/rest.ts';
import type { PubSubAdmin, SubscriptionState } from '../delivery/ports.ts';
import { EVENTARC_PREFIX } from '../delivery/own-subscription.ts';
import { sentenceOf } from '../delivery/report.ts';
import { consumerNameIn, resolveDeployed } from '../delivery/resolve.ts';

/** What is asked of Google Cloud for it. Names are full resource names. */
export interface SubscriptionSources {
  readonly projectId: string;
  readonly bundle: DeliveryBundle;
  readonly pubsub: Pick<PubSubAdmin, 'subscription'> & { subscriptionsOf(topic: string): Promise<readonly string[]> };
  /** Left out with emulators: nobody knows there which subscription is whose. */
  readonly functions?: Pick<DeployedFunctions, 'ofCodebase' | 'subscriptionBehind'>;
  /** Left out with emulators: nothing is measured there. */
  readonly measurements?: {
    backlog(subscription: string): Promise<number>;
    oldestUnackedSeconds(subscription: string): Promise<number>;
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
    const wanted = await this.#wanted();
    const topics = bundle.integrations.flatMap(({ topic, deadLetterTopic }) => [topic, deadLetterTopic]);
    const views = topics.map(async (topic) => {
      const names = await pubsub.subscriptionsOf(`projects/${projectId}/topics/${topic}`);
      return Promise.all(names.map((name) => this.#view(name, topic, wanted)));
    });
    return (await Promise.all(views)).flat();
  }

  async #view(name: string, topic: string, wanted: Wanted): Promise<SubscriptionView> {
    const own = wanted instanceof GoogleApiError ? undefined : wanted.get(name);
    const { pubsub, measurements } = this.#sources;
    const [state, backlog, oldestUnackedSeconds] = await Promise.all([
      pubsub.subscription(name),
      unlessRefused(measurements?.backlog(name)),
      unlessRefused(measurements?.oldestUnackedSeconds(name)),
    ]);
    return {
      name: shortName(name),
      topic,
      ...(own?.deliversTo !== undefined && {
        consumer: consumerNameIn(this.#sources.bundle, own.deliversTo.functionName),
      }),
      ...(backlog !== undefined && { backlog }),
      ...(oldestUnackedSeconds !== undefined && { oldestUnackedSeconds }),
      policy: policyOf(state),
      drift: driftOf(shortName(name), state, own, wanted),
    };
  }

  async #wanted(): Promise<Wanted> {
    const { bundle, projectId, functions } = this.#sources;
    if (functions === undefined) return new Map();
    const deployment = await orRefusal(functions.ofCodebase(bundle.codebase));
    if (deployment instanceof GoogleApiError) return deployment;
    const resolved = await resolveDeployed(bundle, { projectId }, deployment, functions);
    const { listeners, integrations, resolutions } = resolved;
    const webhooks = new Map();
    const scope = { projectId, projectNumber: undefined, resolutions, listeners, webhooks, capabilities: GOOGLE_CLOUD };
    const { desired } = desiredState({ ...bundle, integrations }, scope);
    return new Map(desired.flatMap((each) => (each.kind === 'subscription' ? [[each.name, each]] : [])));
  }
}

/** The subscriptions that the delivery policy is about, by full name, or why Google does not tell which they are. */
type Wanted = ReadonlyMap<string, DesiredSubscription> | GoogleApiError;

/** One thing that may not be read does not hold up the others. */
async function unlessRefused<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  const told = answer === undefined ? undefined : await orRefusal(answer);
  return told instanceof GoogleApiError ? undefined : told;
}

function policyOf(state: SubscriptionState | undefined): Readonly<Record<string, string>> {
  if (state === undefined) return {};
  const { changes } = subscriptionDifference(undefined, state);
  return Object.fromEntries(changes.map(({ setting, after }) => [setting, after]));
}

function driftOf(
  name: string,
  state: SubscriptionState | undefined,
  own: DesiredSubscription | undefined,
  wanted: Wanted,
): readonly string[] {
  if (own !== undefined) return subscriptionDifference(state, own.settings).changes.map(sentenceOf);
  if (!(wanted instanceof GoogleApiError) || !name.startsWith(EVENTARC_PREFIX)) return [];
  return [`Nobody knows which function it belongs to, and whether it has the delivery policy: ${messageOf(wanted)}`];
}
