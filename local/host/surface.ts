import { isJsonObject } from '../../functions/src/core/event/json.ts';

/** One function of the deploy surface, as firebase-functions declares it. */
export interface DeployedFunction {
  /** The deployed name: `stripe-onStripeEvent`. */
  readonly name: string;
  /** The export it is in: the provider. */
  readonly group: string;
  readonly call: (...args: readonly unknown[]) => unknown;
  readonly trigger: Trigger;
  readonly timeoutSeconds: number;
  readonly concurrency: number;
}

export type Trigger =
  | { readonly kind: 'https' }
  | { readonly kind: 'topic'; readonly topic: string; readonly retry: boolean }
  /** A function that Cloud Scheduler calls. */
  | { readonly kind: 'schedule'; readonly run: () => Promise<void> }
  | { readonly kind: 'other' };

/** Cloud Functions' own defaults, where an option is left out. */
const DEFAULT_TIMEOUT_SECONDS = 60;
const DEFAULT_CONCURRENCY = 80;
const TOPIC_EVENT = 'google.cloud.pubsub.topic.v1.messagePublished';

type Declared = ((...args: readonly unknown[]) => unknown) & {
  readonly __endpoint: Record<string, unknown>;
  readonly run?: unknown;
};

/** Lists the functions in a module's exports as the Firebase loader does: nested names joined by `-`. */
export function functionsIn(exports: object, path: readonly string[] = []): readonly DeployedFunction[] {
  return Object.entries(exports).flatMap(([key, value]: [string, unknown]) => {
    const here = [...path, key];
    if (isDeclared(value)) return [deployedFunction(here, value)];
    return typeof value === 'object' && value !== null ? functionsIn(value, here) : [];
  });
}

function deployedFunction(path: readonly string[], declared: Declared): DeployedFunction {
  const { __endpoint: endpoint } = declared;
  return {
    name: path.join('-'),
    group: path[0] ?? '',
    call: declared,
    trigger: triggerOf(declared),
    timeoutSeconds: numberOr(endpoint['timeoutSeconds'], DEFAULT_TIMEOUT_SECONDS),
    concurrency: numberOr(endpoint['concurrency'], DEFAULT_CONCURRENCY),
  };
}

function triggerOf({ __endpoint: endpoint, run }: Declared): Trigger {
  if (isJsonObject(endpoint['httpsTrigger'])) return { kind: 'https' };
  if (isJsonObject(endpoint['scheduleTrigger']) && typeof run === 'function') {
    return { kind: 'schedule', run: async () => run() };
  }
  const trigger = endpoint['eventTrigger'];
  if (!isJsonObject(trigger) || trigger['eventType'] !== TOPIC_EVENT) return { kind: 'other' };
  const filters = trigger['eventFilters'];
  const topic = isJsonObject(filters) ? filters['topic'] : undefined;
  return typeof topic === 'string' ? { kind: 'topic', topic, retry: trigger['retry'] === true } : { kind: 'other' };
}

function isDeclared(value: unknown): value is Declared {
  return typeof value === 'function' && '__endpoint' in value && isJsonObject(value['__endpoint']);
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
