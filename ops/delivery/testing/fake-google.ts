import { createServer } from 'node:http';
import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../google/json.ts';
import { GoogleRest, type Endpoints } from '../google/rest.ts';
import { answerBigQuery, exportFault } from './fake-bigquery.ts';
import { requestOf, type FakeRequest } from './fake-request.ts';
import { change, create, listed, LISTS, type Resources } from './fake-resources.ts';
import { disabledApi, refusal, type Reply } from './refusals.ts';

/** What a test makes the next matching request end in, before it is looked at. */
interface Failure {
  readonly matches: (request: FakeRequest) => boolean;
  readonly status: number | 'hang up';
}

/** The API of each service, as a project enables it. */
const APIS: Readonly<Record<string, string>> = {
  pubsub: 'pubsub.googleapis.com',
  functions: 'cloudfunctions.googleapis.com',
  firestore: 'firestore.googleapis.com',
  monitoring: 'monitoring.googleapis.com',
  projects: 'cloudresourcemanager.googleapis.com',
  rules: 'firebaserules.googleapis.com',
  bigquery: 'bigquery.googleapis.com',
};

/**
 * The parts of Google's REST interfaces that the delivery commands use, on the loopback interface: resources in
 * a map, IAM policies with etags, field masks, preconditions. It refuses what Google refuses.
 */
export class FakeGoogle implements AsyncDisposable {
  /** Resources by service and name. */
  readonly resources: Resources = new Map();
  readonly policies = new Map<string, JsonObject>();
  readonly requests: FakeRequest[] = [];
  /** Permissions that the caller lacks. */
  readonly withheld = new Set<string>();
  /** APIs that the project has not enabled: `pubsub.googleapis.com`. */
  readonly disabled = new Set<string>();
  /** Whether refusals come without the details that name the reason. */
  withoutDetails = false;
  /** How many more requests an API refuses after it was enabled. */
  slowToEnable = 1;
  /** How many alerts on a metric Google refuses after the metric was created. */
  slowMetrics = 0;
  /** Whether the account that Pub/Sub acts as exists in the project. */
  hasPubSubAgent = true;
  readonly seeks: { readonly subscription: string; readonly time: string }[] = [];
  /** Regions whose functions cannot be listed. */
  unreachable: readonly string[] = [];
  /** Called before a request is answered: someone else at work at the same time. */
  meanwhile: (request: FakeRequest) => void = () => {};
  readonly endpoints: Endpoints;
  /** A client that is signed in and does not wait between its tries. */
  readonly rest: GoogleRest;
  readonly #failures: Failure[] = [];
  readonly #enabled = new Map<string, number>();
  readonly #newMetrics = new Map<string, number>();
  readonly #stop: () => Promise<void>;

  private constructor(base: string, stop: () => Promise<void>) {
    const at = (service: string) => `${base}/${service}`;
    this.endpoints = {
      pubsub: at('pubsub'),
      functions: at('functions'),
      run: at('run'),
      eventarc: at('eventarc'),
      firestore: at('firestore'),
      projects: at('projects'),
      monitoring: at('monitoring'),
      storage: at('storage'),
      secrets: at('secrets'),
      logging: at('logging'),
      dashboards: at('dashboards'),
      serviceUsage: at('serviceUsage'),
      rules: at('rules'),
      scheduler: at('scheduler'),
      bigquery: at('bigquery'),
    };
    this.rest = new GoogleRest({
      headers: () => Promise.resolve(new Headers({ authorization: 'Bearer fake' })),
      pause: () => Promise.resolve(),
    });
    this.#stop = stop;
  }

  static async start(): Promise<FakeGoogle> {
    let fake: FakeGoogle | undefined;
    const server = createServer((incoming, outgoing) => {
      void requestOf(incoming).then((request) => {
        const reply = fake?.answer(request);
        if (reply === undefined) incoming.socket.destroy();
        else outgoing.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    fake = new FakeGoogle(`http://127.0.0.1:${port}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return fake;
  }

  /** Lets the next requests fail whose `METHOD path` matches. */
  fail(pattern: RegExp, status: number | 'hang up', times = 1): void {
    const matches = ({ method, path }: FakeRequest) => pattern.test(`${method} ${path}`);
    for (let i = 0; i < times; i++) this.#failures.push({ matches, status });
  }

  /** Lets time pass until Google knows every metric. */
  forgetNewMetrics(): void {
    this.#newMetrics.clear();
  }

  /** The requests that could have changed something. */
  get writes(): readonly FakeRequest[] {
    return this.requests.filter(({ method }) => method !== 'GET');
  }

  /** @returns undefined to hang up. */
  answer(request: FakeRequest): Reply | undefined {
    this.requests.push(request);
    this.meanwhile(request);
    const failure = this.#failures.find(({ matches }) => matches(request));
    if (failure !== undefined) {
      this.#failures.splice(this.#failures.indexOf(failure), 1);
      return failure.status === 'hang up' ? undefined : refusal(failure.status, 'as the test wants it');
    }
    if (request.authorization !== 'Bearer fake') return refusal(401, 'nobody is signed in');
    const api = APIS[request.path.split('/')[0] ?? ''];
    if (api !== undefined && this.disabled.has(api)) return this.#refuseDisabled(api);
    if (request.path.startsWith('serviceUsage/')) return this.#enable(request);
    if (request.path.endsWith(':seek')) return this.#seek(request);
    if (request.method === 'DELETE') return this.#delete(request);
    if (request.path.endsWith(':getIamPolicy')) return this.#policy(request);
    if (request.path.endsWith(':setIamPolicy')) return this.#setPolicy(request);
    if (request.path.endsWith(':testIamPermissions')) return this.#permissions(request);
    if (request.path.endsWith('/locations/-/functions')) return this.#functions(request);
    if (request.path.startsWith('bigquery/')) return answerBigQuery(this.resources, request);
    const exported = request.method === 'PUT' ? request.body : objectAt(request.body, 'subscription');
    const unfit = exported && exportFault(exported, this.resources, this.policies);
    if (unfit !== undefined) return refusal(400, unfit);
    const unknown = request.method === 'GET' ? undefined : this.#unknownMetricIn(request);
    if (unknown !== undefined) return refusal(404, unknown);
    if (LISTS.test(request.path) && request.method !== 'PATCH') return listed(this.resources, request);
    if (request.path.endsWith('/timeSeries')) return this.#measurement(request);
    if (request.method === 'PUT') return create(this.resources, request);
    if (request.method === 'PATCH') return change(this.resources, request);
    const found = this.resources.get(request.path);
    return found === undefined ? refusal(404, 'Resource not found') : { status: 200, body: found };
  }

  #refuseDisabled(api: string): Reply {
    const refusals = this.#enabled.get(api);
    if (refusals !== undefined) this.#enabled.set(api, refusals - 1);
    if (refusals === 1) this.disabled.delete(api);
    return disabledApi(api, this.withoutDetails);
  }

  /** What is enabled answers a while later. */
  #enable({ path }: FakeRequest): Reply {
    const api = /services\/([^/:]+):enable$/.exec(path)?.[1];
    if (api !== undefined) this.#enabled.set(api, this.slowToEnable);
    if (path.endsWith('/pubsub.googleapis.com:generateServiceIdentity')) this.hasPubSubAgent = true;
    return { status: 200, body: { name: 'operations/1' } };
  }

  /** Google takes a while to know a new metric. @returns why an alert is refused. */
  #unknownMetricIn({ path, body }: FakeRequest): string | undefined {
    if (path.startsWith('logging/') && !this.resources.has(path)) this.#newMetrics.set(path, this.slowMetrics);
    if (!path.includes('/alertPolicies')) return undefined;
    for (const [, name = ''] of JSON.stringify(body).matchAll(/logging\.googleapis\.com\/user\/(\w+)/g)) {
      const metric = `logging/projects/demo/metrics/${name}`;
      const refusals = this.#newMetrics.get(metric) ?? 0;
      this.#newMetrics.set(metric, refusals - 1);
      if (refusals > 0 || !this.resources.has(metric)) return `Cannot find metric(s) that match type = "${name}".`;
    }
    return undefined;
  }

  #seek({ path, body }: FakeRequest): Reply {
    const subscription = path.replace(/:seek$/, '');
    if (!this.resources.has(subscription)) return refusal(404, 'Resource not found');
    this.seeks.push({ subscription: subscription.replace(/^pubsub\//, ''), time: textAt(body, 'time') ?? '' });
    return { status: 200, body: {} };
  }

  #delete({ path }: FakeRequest): Reply {
    return this.resources.delete(path) ? { status: 200, body: {} } : refusal(404, 'Resource not found');
  }

  /** Who asks has all that is asked for, but for what a test took away. */
  #permissions({ body }: FakeRequest): Reply {
    const asked = textsAt(body, 'permissions');
    return { status: 200, body: { permissions: asked.filter((permission) => !this.withheld.has(permission)) } };
  }

  /** Bindings with a condition are told only to who asks for version 3. */
  #policy({ path, query, body }: FakeRequest): Reply {
    const resource = path.replace(/:getIamPolicy$/, '');
    if (!this.resources.has(resource)) return refusal(404, 'Resource not found');
    const policy = this.policies.get(resource) ?? { etag: 'none' };
    const version =
      query.get('options.requestedPolicyVersion') ?? objectAt(body, 'options')?.['requestedPolicyVersion'];
    if (String(version) === '3') return { status: 200, body: policy };
    const bindings = objectsAt(policy, 'bindings').filter((binding) => binding['condition'] === undefined);
    return { status: 200, body: { ...policy, bindings } };
  }

  #setPolicy({ path, body }: FakeRequest): Reply {
    const resource = path.replace(/:setIamPolicy$/, '');
    const { policy } = body;
    const current = textAt(this.policies.get(resource), 'etag') ?? 'none';
    if (!isJsonObject(policy) || policy['etag'] !== current)
      return refusal(409, 'There were concurrent policy changes');
    const members = objectsAt(policy, 'bindings').flatMap((binding) => textsAt(binding, 'members'));
    const agent = members.find((member) => member.endsWith('@gcp-sa-pubsub.iam.gserviceaccount.com'));
    if (agent !== undefined && !this.hasPubSubAgent) return refusal(400, `${agent} does not exist`);
    const next = { ...policy, etag: `${current}+` };
    this.policies.set(resource, next);
    return { status: 200, body: next };
  }

  /** Pages of two, so that a second one is needed soon. */
  #functions({ path, query }: FakeRequest): Reply {
    const prefix = path.replace(/-\/functions$/, '');
    const all = [...this.resources].flatMap(([name, found]) => {
      const region = name.slice(prefix.length).split('/')[0] ?? '';
      return name.startsWith(prefix) && !this.unreachable.includes(region) ? [found] : [];
    });
    const start = Number(query.get('pageToken') ?? 0);
    const more = start + 2 < all.length;
    const functions = all.slice(start, start + 2);
    const unreachable = this.unreachable.map((region) => `projects/demo/locations/${region}`);
    return {
      status: 200,
      body: { functions, ...(more ? { nextPageToken: `${start + 2}` } : { unreachable }) },
    };
  }

  #measurement({ query }: FakeRequest): Reply {
    const filter = query.get('filter') ?? '';
    const id = /subscription_id="([^"]+)"|\/user\/(\w+)"/
      .exec(filter)
      ?.slice(1)
      .find((name) => name !== undefined);
    const points = this.resources.get(`monitoring/${id}`);
    return { status: 200, body: points === undefined ? {} : { timeSeries: [points] } };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stop();
  }
}
