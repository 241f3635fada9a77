import {
  deadLetterTopicOf,
  SAGA_FUNCTIONS,
  SAGAS,
  topicFunctionOf,
  topicOf,
} from '../../../functions/src/core/event/names.ts';
import type { IntegrationSettings } from '../../../functions/src/core/config/settings.ts';
import { scoped, scopedTopic, type Scope } from '../../../functions/src/core/config/scope.ts';
import { retriesLater } from '../../../functions/src/core/inspect/catalog.ts';
import type { SagaGroup } from '../../../functions/src/core/inspect/saga-group.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import { shortName } from '../../delivery/differences.ts';
import type { DeployedFunction } from '../../delivery/google/deployed-functions.ts';
import type { GrantTarget } from '../grant-command.ts';
import type { Endpoints } from '../../delivery/google/rest.ts';
import { parseSecretName, type SecretName } from '../secret-name.ts';

/** One thing that a function does, and the roles on the project of which any one allows it. */
export interface Need {
  readonly what: string;
  readonly roles: readonly [best: string, ...others: string[]];
  /** The resource on which the best role can be granted instead, and how. */
  readonly on?: {
    readonly base: string;
    readonly resource: string;
    readonly target: GrantTarget;
    /** Where it is another project's: roles on ours do not count then. */
    readonly project?: string;
  };
}

/** The project that the functions are deployed to, and whom to ask about it. */
export interface Place {
  readonly projectId: string;
  readonly scope: Scope;
  readonly endpoints: Endpoints;
  /** The names of the secrets that a provider's handlers read; those of durable sagas as of `sagas`. */
  ownSecrets(provider: string): readonly string[];
}

/** What each function of an integration does that takes a role, by the name that the bundle gives the function. */
export function needsOf(
  { webhook, deadLetters, consumers, missedEvents, objectStates, providerTopic }: CatalogEntry,
  { provider, webhookSecretName, apiKeyName, pubsubTopic, accounts }: IntegrationSettings,
  place: Place,
): ReadonlyMap<string, readonly Need[]> {
  const publishes = publish(scoped(place.scope.source, topicOf(provider)), place);
  const readsKey = [...readSecret(apiKeyName, place), ...readOwnSecrets(provider, place)];
  // The secrets of accounts are read, each by itself, where they are examined.
  const oneSecret = accounts === undefined ? webhookSecretName : undefined;
  const reconciles = (missedEvents ?? objectStates) !== undefined;
  return new Map<string, readonly Need[]>([
    [webhook, [publishes, ...readSecret(oneSecret, place), ...seeVersions(oneSecret, place)]],
    ...(providerTopic !== undefined && pubsubTopic !== undefined
      ? [[topicFunctionOf(provider), [publishes]] as const]
      : []),
    ...consumers.map(({ name }): [string, readonly Need[]] => [
      name,
      [FIRESTORE, publish(scoped(place.scope.source, deadLetterTopicOf(provider)), place), ...readsKey],
    ]),
    [deadLetters, [FIRESTORE]],
    ...(retriesLater({ consumers }) ? [[SAGA_FUNCTIONS.wake, [FIRESTORE, publishes]] as const] : []),
    ...(reconciles
      ? [[`${provider}-reconcile`, [FIRESTORE, publishes, ...readSecret(apiKeyName, place)]] as const]
      : []),
  ]);
}

/**
 * What the functions of durable sagas do that takes a role, and what the consumers do besides whose events they take: they
 * announce what is due at once.
 * @param on The settings of the integrations that are on.
 * @param catalog Their entries.
 */
export function sagaNeedsOf(
  { sources, topic, deadLetterTopic, consumer, deadLetters }: SagaGroup,
  on: readonly IntegrationSettings[],
  catalog: readonly CatalogEntry[],
  place: Place,
): readonly (readonly [string, readonly Need[]])[] {
  const publishes = publish(scopedTopic(place.scope, topic), place);
  const publishesLetters = publish(scopedTopic(place.scope, deadLetterTopic), place);
  const readsKeys = on
    .filter(({ provider }) => sources.includes(provider))
    .flatMap(({ apiKeyName }) => readSecret(apiKeyName, place));
  const readsOwn = readOwnSecrets(SAGAS, place);
  const takers = catalog
    .filter(({ provider }) => sources.includes(provider))
    .flatMap(({ consumers }) => consumers.filter(({ durable }) => durable.length > 0));
  return [
    [consumer, [FIRESTORE, publishes, publishesLetters, ...readsKeys, ...readsOwn]],
    [deadLetters, [FIRESTORE]],
    [SAGA_FUNCTIONS.wake, [FIRESTORE, publishes]],
    ...takers.map(({ name }) => [name, [publishes]] as const),
  ];
}

const FIRESTORE: Need = {
  what: 'read and write Firestore',
  roles: ['roles/datastore.user', 'roles/datastore.owner', 'roles/firebase.admin', 'roles/editor', 'roles/owner'],
};

function publish(topic: string, { projectId, endpoints }: Place): Need {
  return {
    what: `publish to ${topic}`,
    roles: ['roles/pubsub.publisher', 'roles/pubsub.editor', 'roles/pubsub.admin', 'roles/editor', 'roles/owner'],
    on: {
      base: endpoints.pubsub,
      resource: `projects/${projectId}/topics/${topic}`,
      target: { kind: 'pubsub topics', name: topic, project: projectId },
    },
  };
}

function readSecret(name: string | undefined, place: Place): readonly Need[] {
  if (name === undefined) return [];
  const { id, on } = secretAt(parseSecretName(name), place);
  const roles = ['roles/secretmanager.secretAccessor', 'roles/secretmanager.admin', 'roles/owner'] as const;
  return [{ what: `read the secret ${id}`, roles, on }];
}

function readOwnSecrets(provider: string, place: Place): readonly Need[] {
  return place.ownSecrets(provider).flatMap((name) => [...readSecret(name, place), ...seeVersions(name, place)]);
}

/** Without it only the latest version is accepted, so that a rotation does not overlap. */
function seeVersions(name: string | undefined, place: Place): readonly Need[] {
  const secret = name === undefined ? undefined : parseSecretName(name);
  if (secret === undefined || secret.version !== undefined) return [];
  const { id, on } = secretAt(secret, place);
  const roles = [
    'roles/secretmanager.viewer',
    'roles/secretmanager.admin',
    'roles/viewer',
    'roles/editor',
    'roles/owner',
  ] as const;
  return [{ what: `see the versions of the secret ${id}`, roles, on }];
}

function secretAt({ id, project }: SecretName, { projectId, endpoints }: Place) {
  const on: NonNullable<Need['on']> = {
    base: endpoints.secrets,
    resource: `projects/${project ?? projectId}/secrets/${id}`,
    target: { kind: 'secrets', name: id, project: project ?? projectId },
    ...(project !== undefined && project !== projectId && { project }),
  };
  return { id, on };
}

/**
 * What an Eventarc trigger does as its own account. The Firebase CLI lets the account of a scheduled function invoke it.
 * @param service Full name of the Cloud Run service behind the function.
 */
export function invoke({ id, region }: DeployedFunction, service: string, { projectId, endpoints }: Place): Need {
  return {
    what: `deliver to ${id}`,
    roles: ['roles/run.invoker', 'roles/run.admin', 'roles/editor', 'roles/owner'],
    on: {
      base: endpoints.run,
      resource: service,
      target: { kind: 'run services', name: shortName(service), region, project: projectId },
    },
  };
}
