import { UNNAMED_CODEBASE } from '../installations.ts';
import { shortName } from '../differences.ts';
import { objectAt, objectsAt, textAt, textsAt, type JsonObject } from './json.ts';
import type { Endpoints, GoogleRest } from './rest.ts';

/** A 2nd-generation function, as the Cloud Functions API describes it. */
export interface DeployedFunction {
  /** `stripe-onStripeEvent`. A codebase or a kit may add a prefix: never look a function up by this name. */
  readonly id: string;
  readonly region: string;
  /** The export that it runs: `stripe.onStripeEvent`. */
  readonly entryPoint: string;
  /** Full name of the topic that triggers it. */
  readonly topic: string | undefined;
  /** Full name of the Eventarc trigger, if a topic triggers it. */
  readonly trigger: string | undefined;
  /** Address of the account that Eventarc delivers as. */
  readonly triggerAccount: string | undefined;
  /** Address of the account that it runs as. */
  readonly serviceAccount: string | undefined;
  /** Full name of the Cloud Run service behind it. */
  readonly service: string | undefined;
  readonly createdAt: Date | undefined;
}

/** What a codebase has deployed. */
export interface Deployment {
  readonly functions: readonly DeployedFunction[];
  /** The functions of other codebases that were generated to listen to another codebase's events. */
  readonly listeners: readonly DeployedFunction[];
  /** Regions that Google could not list. They are not empty: nobody knows what is in them. */
  readonly unreachable: readonly string[];
}

/** The label by which the Firebase CLI marks the functions of a named codebase. */
const CODEBASE_LABEL = 'firebase-functions-codebase';
/** The label by which it marks every function that it deployed. */
const TOOL_LABEL = { name: 'deployment-tool', prefix: 'cli-firebase' } as const;

/**
 * Deployed functions, and what Eventarc made for them.
 * @see https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions
 * @see https://cloud.google.com/eventarc/docs/reference/rest/v1/projects.locations.triggers
 */
export class DeployedFunctions {
  readonly #rest: GoogleRest;
  readonly #endpoints: Endpoints;
  readonly #projectId: string;

  constructor(rest: GoogleRest, endpoints: Endpoints, projectId: string) {
    this.#rest = rest;
    this.#endpoints = endpoints;
    this.#projectId = projectId;
  }

  /** Every function of a codebase, in every region. @throws {GoogleApiError} */
  async ofCodebase(codebase: string): Promise<Deployment> {
    const url = `${this.#endpoints.functions}/projects/${this.#projectId}/locations/-/functions`;
    const functions: DeployedFunction[] = [];
    const listeners: DeployedFunction[] = [];
    const unreachable = new Set<string>();
    let pageToken: string | undefined;
    do {
      const query = pageToken === undefined ? '' : `&pageToken=${encodeURIComponent(pageToken)}`;
      const page = await this.#rest.get(`${url}?pageSize=100${query}`);
      const found = objectsAt(page, 'functions');
      functions.push(...found.filter(isOf(codebase)).map(deployed));
      listeners.push(...found.filter(isListenerBeside(codebase)).map(deployed));
      for (const location of textsAt(page, 'unreachable')) unreachable.add(shortName(location));
      pageToken = textAt(page, 'nextPageToken');
    } while (pageToken !== undefined);
    return { functions, listeners, unreachable: [...unreachable] };
  }

  /** The subscription of an Eventarc trigger; undefined if the trigger is gone or has none. @throws {GoogleApiError} */
  async subscriptionBehind(trigger: string): Promise<string | undefined> {
    const found = await this.#rest.find(`${this.#endpoints.eventarc}/${trigger}`);
    return textAt(objectAt(objectAt(found, 'transport'), 'pubsub'), 'subscription');
  }
}

/** The export that a function of the bundle runs: `stripe-onStripeEvent` is `stripe.onStripeEvent`. */
export function entryPointOf(functionName: string): string {
  return functionName.replaceAll('-', '.');
}

function isOf(codebase: string): (found: JsonObject) => boolean {
  return (found) => {
    const labels = objectAt(found, 'labels');
    const label = textAt(labels, CODEBASE_LABEL);
    if (codebase !== UNNAMED_CODEBASE) return label === codebase;
    return label === undefined && textAt(labels, TOOL_LABEL.name)?.startsWith(TOOL_LABEL.prefix) === true;
  };
}

/** A generated listener is exported in a group with the name of its own codebase: `shop.stripe.onStripeEvent`. */
function isListenerBeside(codebase: string): (found: JsonObject) => boolean {
  return (found) => {
    const label = textAt(objectAt(found, 'labels'), CODEBASE_LABEL);
    const entryPoint = textAt(objectAt(found, 'buildConfig'), 'entryPoint') ?? '';
    return label !== undefined && label !== codebase && entryPoint.startsWith(`${label}.`);
  };
}

function deployed(found: JsonObject): DeployedFunction {
  const [, , , region = '', , id = ''] = (textAt(found, 'name') ?? '').split('/');
  const trigger = objectAt(found, 'eventTrigger');
  const service = objectAt(found, 'serviceConfig');
  const createTime = textAt(found, 'createTime');
  return {
    id,
    region,
    entryPoint: textAt(objectAt(found, 'buildConfig'), 'entryPoint') ?? '',
    topic: textAt(trigger, 'pubsubTopic'),
    trigger: textAt(trigger, 'trigger'),
    triggerAccount: textAt(trigger, 'serviceAccountEmail'),
    serviceAccount: textAt(service, 'serviceAccountEmail'),
    service: textAt(service, 'service'),
    createdAt: createTime === undefined ? undefined : new Date(createTime),
  };
}
