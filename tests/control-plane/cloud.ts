import type { JsonObject } from '../../ops/delivery/google/json.ts';
import { FakeDocuments } from '../../functions/src/testing/fake-firestore.ts';
import { notFound, type GoogleError } from './google-error.ts';
import { Operations } from './operations.ts';

/** A message as a topic got it. */
export interface PublishedMessage {
  readonly topic: string;
  readonly message: JsonObject;
}

/** What a test sets: how this project differs from one in which everything works at once. */
export interface Conditions {
  /** The organisation's policy `iam.allowedPolicyMemberDomains` keeps everybody outside of it out. */
  forbidsAllUsers: boolean;
  /** How often an alert on a new log-based metric is refused before the metric is known. Google: for up to 10 minutes. */
  refusalsOfNewMetrics: number;
  /** How long after an API was enabled it answers. Google: seconds to minutes. */
  enablingMs: number;
  /** Whether a function that is deployed again gets its subscription as Eventarc makes it. It is not known whether it does. */
  redeployResets: boolean;
  /** Errors in which the deploy of a function ends, by its id. */
  readonly failingFunctions: Map<string, GoogleError>;
  /** Methods that the caller may not call, by id. */
  readonly deniedMethods: Set<string>;
  /** Permissions that the caller lacks. */
  readonly withheldPermissions: Set<string>;
  /** Measurements of Cloud Monitoring: the number of messages that wait, by subscription id. */
  readonly waiting: Map<string, number>;
}

/** The services without which a project could not switch on others. */
const ALWAYS_ON = ['serviceusage.googleapis.com', 'firebase.googleapis.com'];

/**
 * The state of one Google Cloud project, and of Google around it. Resources have the shapes of Google's REST
 * interfaces; their keys are full resource names, `//pubsub.googleapis.com/projects/p/topics/t`.
 * @see https://cloud.google.com/apis/design/resource_names#full_resource_name
 */
export class Cloud {
  readonly projectId = 'acme-prod';
  readonly projectNumber = '123456789012';
  readonly resources = new Map<string, JsonObject>();
  readonly policies = new Map<string, JsonObject>();
  readonly enabledServices = new Set<string>(ALWAYS_ON);
  readonly #enabledAt = new Map<string, number>();
  /** Addresses of the service accounts that exist. */
  readonly serviceAccounts = new Set<string>([this.defaultServiceAccount]);
  /** The values of a secret's versions, by the secret's name. */
  readonly secrets = new Map<string, readonly string[]>();
  /** What Firestore keeps. */
  readonly documents = new FakeDocuments();
  readonly published: PublishedMessage[] = [];
  /** The sources that were uploaded, in their order. */
  readonly uploads: Buffer[] = [];
  /** How often an alert on a metric was asked for, by the metric's name. */
  readonly refusedAlerts = new Map<string, number>();
  readonly operations = new Operations();
  readonly conditions: Conditions = {
    forbidsAllUsers: false,
    refusalsOfNewMetrics: 0,
    enablingMs: 0,
    redeployResets: false,
    failingFunctions: new Map(),
    deniedMethods: new Set(),
    withheldPermissions: new Set(),
    waiting: new Map(),
  };
  #counter = 0;

  now(): Date {
    return new Date();
  }

  /** A number that nothing else has got. */
  next(): number {
    return ++this.#counter;
  }

  get defaultServiceAccount(): string {
    return `${this.projectNumber}-compute@developer.gserviceaccount.com`;
  }

  /** Enables an API; it answers a little later. */
  enable(service: string): void {
    if (this.enabledServices.has(service)) return;
    this.enabledServices.add(service);
    this.#enabledAt.set(service, this.now().getTime());
  }

  /** Whether an API answers. */
  isAnswering(service: string): boolean {
    const enabledAt = this.#enabledAt.get(service) ?? Number.NEGATIVE_INFINITY;
    return this.enabledServices.has(service) && this.now().getTime() - enabledAt >= this.conditions.enablingMs;
  }

  /** The account as which one of Google's services acts in the project. @param service `pubsub` */
  serviceAgent(service: string): string {
    return `service-${this.projectNumber}@gcp-sa-${service}.iam.gserviceaccount.com`;
  }

  /** @throws {GoogleError} if it does not exist. */
  resource(service: string, name: string): JsonObject {
    const found = this.resources.get(fullName(service, name));
    if (found === undefined) throw notFound(name);
    return found;
  }

  has(service: string, name: string): boolean {
    return this.resources.has(fullName(service, name));
  }

  /** Stores a resource as it is. @returns it. */
  put(service: string, name: string, resource: JsonObject): JsonObject {
    this.resources.set(fullName(service, name), resource);
    return resource;
  }

  remove(service: string, name: string): void {
    this.resources.delete(fullName(service, name));
    this.policies.delete(fullName(service, name));
  }

  /** The resources whose names match, by name. @param pattern Matched with the name without the service. */
  list(service: string, pattern: RegExp): readonly JsonObject[] {
    const prefix = fullName(service, '');
    return [...this.resources]
      .filter(([name]) => name.startsWith(prefix) && pattern.test(name.slice(prefix.length)))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, resource]) => resource);
  }
}

/** @param service `pubsub.googleapis.com` */
export function fullName(service: string, name: string): string {
  return `//${service}/${name}`;
}
