import { shortName } from '../differences.ts';
import type { Resolution, Triggers } from '../ports.ts';
import { objectAt, objectsAt, textAt } from './json.ts';
import type { Endpoints, GoogleRest, JsonObject } from './rest.ts';

/** A function as it is deployed. */
export interface DeployedFunction {
  /** `projects/<project>/locations/<region>/functions/<name>` */
  readonly name: string;
  /** The Eventarc trigger of a function that a topic triggers. */
  readonly trigger: string | undefined;
}

/** The label that firebase-tools puts on the functions of a codebase that has a name. */
const CODEBASE_LABEL = 'firebase-functions-codebase';

/**
 * Deployed functions, and what Eventarc made for them.
 * @see https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions
 * @see https://cloud.google.com/eventarc/docs/reference/rest/v1/projects.locations.triggers
 */
export class DeployedFunctions implements Triggers {
  readonly #rest: GoogleRest;
  readonly #endpoints: Endpoints;
  readonly #projectId: string;
  readonly #region: string;

  constructor(
    rest: GoogleRest,
    endpoints: Endpoints,
    { projectId, region }: { readonly projectId: string; readonly region: string },
  ) {
    this.#rest = rest;
    this.#endpoints = endpoints;
    this.#projectId = projectId;
    this.#region = region;
  }

  async subscriptionOf(functionName: string): Promise<Resolution> {
    const { functions } = this.#endpoints;
    const path = `projects/${this.#projectId}/locations/${this.#region}/functions/${functionName}`;
    const found = await this.#rest.find(`${functions}/${path}`);
    if (found === undefined) {
      return { status: 'undeployed', why: `${functionName} is not deployed in ${this.#region}.` };
    }
    const { trigger } = deployed(found);
    if (trigger === undefined) {
      return { status: 'unusable', why: `${functionName} has no Eventarc trigger; delete it and deploy it again.` };
    }
    const subscription = await this.subscriptionBehind(trigger);
    if (subscription === undefined) {
      const why = `The trigger ${shortName(trigger)} of ${functionName} has no subscription; delete the function and deploy it again.`;
      return { status: 'unusable', why };
    }
    return { status: 'found', subscription };
  }

  /** The subscription of an Eventarc trigger; undefined where the trigger is gone or has none. */
  async subscriptionBehind(trigger: string): Promise<string | undefined> {
    const found = await this.#rest.find(`${this.#endpoints.eventarc}/${trigger}`);
    return textAt(objectAt(objectAt(found, 'transport'), 'pubsub'), 'subscription');
  }

  /** Every function of a codebase, in every region. */
  async ofCodebase(codebase: string): Promise<readonly DeployedFunction[]> {
    const url = `${this.#endpoints.functions}/projects/${this.#projectId}/locations/-/functions`;
    const found: DeployedFunction[] = [];
    let pageToken: string | undefined;
    do {
      const query = pageToken === undefined ? '' : `&pageToken=${encodeURIComponent(pageToken)}`;
      const page = await this.#rest.get(`${url}?pageSize=100${query}`);
      const mine = objectsAt(page, 'functions').filter(
        (candidate) => textAt(objectAt(candidate, 'labels'), CODEBASE_LABEL) === codebase,
      );
      found.push(...mine.map(deployed));
      pageToken = textAt(page, 'nextPageToken');
    } while (pageToken !== undefined);
    return found;
  }
}

function deployed(found: JsonObject): DeployedFunction {
  return { name: textAt(found, 'name') ?? '', trigger: textAt(objectAt(found, 'eventTrigger'), 'trigger') };
}
