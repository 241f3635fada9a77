import { randomBytes } from 'node:crypto';
import type { SampleSender, SampleVariant, SendResult, WantedSample } from '../../console/ports.ts';
import { ApiError } from '../../console/replies.ts';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { parseJson } from '../../functions/src/core/event/json.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { ApiAnswers, SampleRequest, SampleSecret } from '../../functions/src/core/integration/samples.ts';
import type { RequestDetail, RequestReader } from '../../functions/src/core/inspect/requests.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { UsageError } from '../exit.ts';
import type { Fault } from '../send/arguments.ts';
import { requireType, sampleRequest, type SampleSetup } from '../send/sample-event.ts';
import { resigned } from './resigned.ts';
import { userCatalog } from '../../generator/project.ts';

export interface SenderOptions {
  readonly config: Pick<BundleConfig, 'settings'>;
  /** What a provider's requests are signed with here; undefined if nobody knows. */
  readonly secretOf: (integration: Integration<unknown>) => SampleSecret | undefined;
  /** Addresses of the endpoints, by the functions' deployed names. */
  readonly endpoints: ReadonlyMap<string, string>;
  readonly requests: RequestReader;
  /** Keeps what the stand-ins for providers' APIs answer. */
  readonly answers: { keep(provider: string, answers: ApiAnswers): void };
}

const FAULTS: Readonly<Record<SampleVariant, Fault | undefined>> = {
  valid: undefined,
  tampered: 'tamper',
  expired: 'expired',
  future: 'future',
  unsigned: 'unsigned',
};

const DEADLINE_MS = 30_000;

/** Sends requests to the local host, signed as the providers sign them. */
export class LocalSampleSender implements SampleSender {
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  async sample(provider: string, type: string): Promise<{ readonly body: string; readonly contentType: string }> {
    const { setup } = await this.#target(provider, type);
    refusingUse(() => requireType(provider, setup.samples, type));
    const { body, headers } = signing(provider, () => sampleRequest(setup, wanted('valid')));
    return { body: pretty(Buffer.from(body).toString()), contentType: headers['content-type'] ?? '' };
  }

  async send({ provider, type, body, variant }: WantedSample): Promise<SendResult> {
    const { setup, endpoint } = await this.#target(provider, type);
    if (body === undefined) refusingUse(() => requireType(provider, setup.samples, type));
    if ((variant === 'expired' || variant === 'future') && setup.toleranceSeconds === undefined) {
      throw new ApiError(
        400,
        'no-window',
        `${provider} signs no time, so its requests do not expire; send a tampered one.`,
      );
    }
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const request = refusingUse(() => sampleRequest(setup, wanted(variant, bytes)));
    if (request.answers !== undefined) await this.answer(provider, request.answers);
    return this.#post(request, endpoint);
  }

  async answer(provider: string, answers: ApiAnswers): Promise<void> {
    this.#options.answers.keep(provider, answers);
  }

  async resend(event: { readonly provider: string; readonly id: string; readonly type: string }): Promise<SendResult> {
    const { setup, endpoint } = await this.#target(event.provider, event.type);
    const earlier = await this.#requestOf(event);
    const request = signing(event.provider, () => resigned({ ...setup, now: new Date() }, earlier));
    return this.#post(request, endpoint);
  }

  async #target(provider: string, type: string): Promise<{ setup: SampleSetup; endpoint: string }> {
    const entry: CatalogEntry | undefined = Object.values(await userCatalog()).find(
      (candidate) => candidate.provider === provider,
    );
    const endpoint = entry && this.#options.endpoints.get(entry.webhook);
    if (entry === undefined || endpoint === undefined) {
      throw new ApiError(404, 'not-found', `The integration ${provider} does not exist or is not enabled.`);
    }
    const { config, secretOf } = this.#options;
    const [integration, samples] = await Promise.all([entry.integration(), entry.samples()]);
    const secret = secretOf(integration);
    if (secret === undefined) {
      throw new ApiError(409, 'cannot-sign', `There is no secret of ${provider} here to sign with.`);
    }
    const { webhookUrls, toleranceSeconds = integration.toleranceSeconds } = config.settings(provider);
    const url = webhookUrls[0] ?? endpoint;
    return { setup: { integration, samples, type, signing: secret.signing, url, toleranceSeconds }, endpoint };
  }

  /** The last request that brought an event. @throws {ApiError} `not-kept` */
  async #requestOf(event: { readonly provider: string; readonly id: string }): Promise<RequestDetail> {
    const id = (await this.#options.requests.requestsOf(event)).at(-1);
    const request = id === undefined ? undefined : await this.#options.requests.request(id);
    if (request !== undefined && !request.bodyCut) return request;
    throw new ApiError(
      409,
      'not-kept',
      'The request that brought this event is not kept whole, or no longer; replay the event instead.',
    );
  }

  async #post(request: SampleRequest, endpoint: string): Promise<SendResult> {
    const address = new URL(endpoint);
    // Some schemes put what they sign into the query.
    address.search = new URL(request.url).search;
    const response = await fetch(address, {
      method: request.method,
      headers: request.headers,
      signal: AbortSignal.timeout(DEADLINE_MS),
      ...(request.method === 'GET' ? {} : { body: Buffer.from(request.body) }),
    });
    const reply = await response.text();
    const requestId = response.headers.get('function-execution-id') ?? undefined;
    const journaled = requestId === undefined ? undefined : await this.#options.requests.request(requestId);
    const eventId = journaled?.eventIds[0];
    return {
      status: response.status,
      reply,
      ...(eventId !== undefined && { eventId }),
      ...(requestId !== undefined && { requestId }),
    };
  }
}

function wanted(variant: SampleVariant, bytes?: Buffer) {
  return { id: randomBytes(12).toString('hex'), fault: FAULTS[variant], now: new Date(), bytes };
}

/** Says as the API does what the command line would say. @throws {ApiError} */
function refusingUse<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) throw new ApiError(400, 'bad-request', error.message);
    throw error;
  }
}

/** @throws {ApiError} if the secret is one that only verifies, such as a public key. */
function signing<T>(provider: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new ApiError(
      409,
      'cannot-sign',
      `The configured secret of ${provider} only verifies; leave it out here to have one made that can sign too.`,
    );
  }
}

/** JSON is easier to edit with a field to a line; the signature is made over what is sent. */
function pretty(body: string): string {
  const value = parseJson(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}
