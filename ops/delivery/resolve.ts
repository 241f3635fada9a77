import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { scoped } from '../../functions/src/core/config/scope.ts';
import { deadLetterTopicOf, SAGA_FUNCTIONS, SAGAS, topicOf } from '../../functions/src/core/event/names.ts';
import type { DeliveryBundle, DeliveryIntegration } from './bundle.ts';
import {
  entryPointOf,
  type DeployedFunction,
  type DeployedFunctions,
  type Deployment,
} from './google/deployed-functions.ts';
import { GoogleApiError } from './google/rest.ts';
import type { Fault } from './own-subscription.ts';
import type { Resolution } from './ports.ts';

/** What was found of each function of a bundle, by the name that the bundle gives it. */
export type Resolutions = ReadonlyMap<string, readonly Resolution[]>;

/** Every function of the bundle that a topic triggers, by the name that the bundle gives it. */
export function functionsOf({ integrations }: Pick<DeliveryBundle, 'integrations'>): readonly string[] {
  return integrations.flatMap(({ deadLetters, consumers, providerTopic }) => [
    ...(providerTopic === undefined ? [] : [providerTopic.functionName]),
    deadLetters,
    ...consumers,
  ]);
}

/** The name that its ledger has a consumer by; that of a listener begins with its own scope. */
export function consumerNameIn(
  { scope, integrations }: Pick<DeliveryBundle, 'scope' | 'integrations'>,
  functionName: string,
): string {
  return functionsOf({ integrations }).includes(functionName) ? scoped(scope.own, functionName) : functionName;
}

/**
 * Finds each function of the bundle among those that its codebase has deployed, by entry point. A function that was
 * left behind in another region, or under another id, is as live as the others.
 * @param region Where a function is missed if it is not deployed.
 */
async function resolveFunctions(
  bundle: DeliveryBundle,
  region: string,
  deployment: Deployment,
  triggers: Pick<DeployedFunctions, 'subscriptionBehind'>,
): Promise<Resolutions> {
  const resolutions = new Map<string, readonly Resolution[]>();
  for (const name of functionsOf(bundle)) {
    const live = deployment.functions.filter(({ entryPoint }) => entryPoint === entryPointOf(name));
    const found = await Promise.all(live.map((one) => resolve(one, triggers)));
    const isThere = live.some((one) => one.region === region);
    resolutions.set(name, isThere ? found : [...found, missing(name, region, deployment)]);
  }
  return resolutions;
}

/** A consumer of another codebase that listens to an integration's topic. */
export interface Listener {
  readonly provider: string;
  /** The scope of its consumers and collections. */
  readonly scope: string;
  /** `shop-stripe-onStripeEvent` */
  readonly functionName: string;
}

/** The live listeners of a bundle's topics. Pure. */
function listenersOf(
  { integrations }: Pick<DeliveryBundle, 'integrations'>,
  projectId: string,
  { listeners }: Pick<Deployment, 'listeners'>,
): readonly Listener[] {
  const found = integrations.flatMap(({ provider, topic }) =>
    listeners.flatMap(({ entryPoint, topic: its }): readonly Listener[] => {
      const [scope = ''] = entryPoint.split('.');
      const isMine = its === `projects/${projectId}/topics/${topic}`;
      return isMine ? [{ provider, scope, functionName: entryPoint.replaceAll('.', '-') }] : [];
    }),
  );
  return [...new Map(found.map((one) => [one.functionName, one])).values()];
}

/**
 * What is delivered to the durable sagas of codebases that listen. Their topics are their own, and no policy but this one
 * reaches them. Pure.
 */
function sagasOfListeners(
  { sagaPolicy }: Pick<DeliveryBundle, 'sagaPolicy'>,
  found: readonly Listener[],
  { listeners }: Pick<Deployment, 'listeners'>,
): readonly DeliveryIntegration[] {
  const scopes = [...new Set(found.map(({ scope }) => scope))];
  return scopes.flatMap((scope) => {
    const consumer = scoped(scope, SAGA_FUNCTIONS.consumer);
    if (listeners.every(({ entryPoint }) => entryPoint !== entryPointOf(consumer))) return [];
    return [
      {
        provider: SAGAS,
        invoker: 'public',
        topic: scoped(scope, topicOf(SAGAS)),
        deadLetterTopic: scoped(scope, deadLetterTopicOf(SAGAS)),
        deadLetters: scoped(scope, SAGA_FUNCTIONS.deadLetters),
        consumers: [consumer],
        policy: sagaPolicy(),
      },
    ];
  });
}

/** What a bundle has deployed, and what codebases that listen have deployed beside it. */
interface Resolved {
  readonly listeners: readonly Listener[];
  /** The integrations of the bundle, and the durable sagas of the listeners. */
  readonly integrations: readonly DeliveryIntegration[];
  readonly resolutions: Resolutions;
}

/**
 * Finds a bundle's functions, the consumers that listen to its topics, the functions of their durable sagas, and the
 * subscriptions of them all.
 * @param place.region Where a function of the bundle is missed if it is not deployed. Default: the configured one.
 */
export async function resolveDeployed(
  bundle: DeliveryBundle,
  { projectId, region = bundle.region }: { readonly projectId: string; readonly region?: string },
  deployment: Deployment,
  triggers: Pick<DeployedFunctions, 'subscriptionBehind'>,
): Promise<Resolved> {
  const listeners = listenersOf(bundle, projectId, deployment);
  const sagas = sagasOfListeners(bundle, listeners, deployment);
  const names = [...listeners.map(({ functionName }) => functionName), ...functionsOf({ integrations: sagas })];
  const resolutions = new Map([
    ...(await resolveFunctions(bundle, region, deployment, triggers)),
    ...(await resolveListeners(names, deployment, triggers)),
  ]);
  return { listeners, integrations: [...bundle.integrations, ...sagas], resolutions };
}

async function resolveListeners(
  names: readonly string[],
  { listeners }: Pick<Deployment, 'listeners'>,
  triggers: Pick<DeployedFunctions, 'subscriptionBehind'>,
): Promise<Resolutions> {
  const resolutions = new Map<string, readonly Resolution[]>();
  for (const functionName of names) {
    const live = listeners.filter(({ entryPoint }) => entryPoint === entryPointOf(functionName));
    resolutions.set(functionName, await Promise.all(live.map((one) => resolve(one, triggers))));
  }
  return resolutions;
}

/** A webhook that is live. */
export interface Webhook {
  readonly functionId: string;
  /** Full name of the Cloud Run service behind it. */
  readonly service: string;
}

/** The webhooks that a bundle has deployed, by the name that the bundle gives each. Pure. */
export function webhooksOf(
  { integrations }: Pick<DeliveryBundle, 'integrations'>,
  { functions }: Deployment,
): ReadonlyMap<string, readonly Webhook[]> {
  return new Map(
    integrations.flatMap(({ webhook }) => {
      if (webhook === undefined) return [];
      const live = functions.filter(({ entryPoint }) => entryPoint === entryPointOf(webhook));
      const found = live.flatMap(({ id, service }) => (service === undefined ? [] : [{ functionId: id, service }]));
      return [[webhook, found] as const];
    }),
  );
}

/** Nothing is known of any function. Pure. @param why A sentence. */
export function unlisted(bundle: DeliveryBundle, why: string): Resolved {
  const { integrations } = bundle;
  const resolutions = new Map(functionsOf(bundle).map((name) => [name, [{ status: 'unusable', why } as const]]));
  return { listeners: [], integrations, resolutions };
}

/** A fault for each integration that is on although nothing of it is deployed. Pure. */
export function absences(
  { codebase, integrations }: DeliveryBundle,
  region: string,
  { functions, unreachable }: Deployment,
): readonly Fault[] {
  if (unreachable.includes(region)) return [];
  return integrations.flatMap(({ provider }) => {
    if (functions.some(({ entryPoint }) => entryPoint.startsWith(`${provider}.`))) return [];
    const sentence = `${provider} is on, but the codebase ${codebase} has deployed none of its functions: deploy them.`;
    return [{ kind: 'absent', sentence }];
  });
}

function missing(name: string, region: string, { unreachable }: Deployment): Resolution {
  if (!unreachable.includes(region)) return { status: 'undeployed', why: `${name} is not deployed in ${region}.` };
  const why = `${name}: Google cannot list the functions of ${region} at the moment; run this again in a few minutes.`;
  return { status: 'unusable', why };
}

async function resolve(
  { id, trigger, createdAt }: DeployedFunction,
  triggers: Pick<DeployedFunctions, 'subscriptionBehind'>,
): Promise<Resolution> {
  const unusable = (why: string): Resolution => ({ status: 'unusable', why });
  if (trigger === undefined) return unusable(`${id} has no Eventarc trigger; delete it and deploy it again.`);
  try {
    const subscription = await triggers.subscriptionBehind(trigger);
    if (subscription !== undefined) return { status: 'found', functionId: id, subscription, createdAt };
    return unusable(`The trigger of ${id} has no subscription; delete the function and deploy it again.`);
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error;
    return unusable(`${id}: ${messageOf(error)}`);
  }
}
