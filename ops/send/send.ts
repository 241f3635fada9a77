import { variableOf, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import { describeAll } from '../../functions/src/core/integration/recognition.ts';
import type { SampleRequest, Samples, SampleSecret } from '../../functions/src/core/integration/samples.ts';
import { UsageError } from '../exit.ts';
import type { SendArguments } from './arguments.ts';
import { deliver, type Answer } from './deliver.ts';
import { follow, type ConsoleAddress, type FollowedEvent } from './follow.ts';
import { requireType, sampleRequests } from './sample-event.ts';

/** Where to send to, and as whom. */
export interface Target {
  readonly integration: Integration<unknown>;
  readonly samples: Samples;
  readonly settings: IntegrationSettings;
  readonly secret: SampleSecret | undefined;
  /** Address of the endpoint. */
  readonly endpoint: string;
  /** The console that knows what becomes of it; undefined for an endpoint elsewhere. */
  readonly console: ConsoleAddress | undefined;
}

/** Told of everything that happens, as it happens. */
export interface SendReporter {
  sending(): void;
  answered(answer: Answer, request: SampleRequest, endpoint: string): void;
  changed(event: FollowedEvent): void;
  /** An event that was neither handled nor given up on in time; undefined if nobody knows it. */
  unsettled(id: string, event: FollowedEvent | undefined): void;
}

/** Requests at a time, where many are sent. */
const CONCURRENCY = 16;

/**
 * Sends what was asked for, then follows each event to its end.
 * @returns whether all of it went as it should: handled, or refused where the request was spoiled.
 * @throws {UsageError} @throws {UnreachableError}
 */
export async function send(target: Target, wanted: SendArguments, report: SendReporter): Promise<boolean> {
  const { endpoint, console } = target;
  const sent = await inParallel(signedRequests(target, wanted), async (request) => {
    report.sending();
    const answer = await deliver(request, addressOf(request, endpoint));
    report.answered(answer, request, endpoint);
    return { request, answer };
  });
  if (wanted.fault !== undefined) return sent.every(({ answer }) => isRefusal(answer));
  const accepted = sent.filter(({ answer: { status } }) => status >= 200 && status < 300);
  if (console === undefined) return accepted.length === sent.length;

  const ends = await inParallel(accepted, async ({ request, answer }) => {
    const ids = answer.ids.length > 0 ? answer.ids : await idsIn(target, request);
    const statuses = await Promise.all(ids.map((id) => end(target, console, id, wanted.waitSeconds, report)));
    return statuses.every((status) => status === 'handled');
  });
  return ends.length === sent.length && ends.every(Boolean);
}

async function end(
  { integration: { provider } }: Target,
  console: ConsoleAddress,
  id: string,
  waitSeconds: number,
  report: SendReporter,
): Promise<FollowedEvent['status'] | undefined> {
  const last = await follow(console, { provider, id }, waitSeconds * 1000, (state) => report.changed(state));
  if (last?.status !== 'handled' && last?.status !== 'dead') report.unsettled(id, last);
  return last?.status;
}

function isRefusal({ status, error }: Answer): boolean {
  return status >= 400 && status < 500 && error !== undefined;
}

/** Does a piece of work for each item, some at a time. The results are in the items' order. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}

function signedRequests(target: Target, wanted: SendArguments): readonly SampleRequest[] {
  const { integration, samples, settings, secret, endpoint } = target;
  const { provider } = integration;
  const type = wanted.file === undefined ? requireType(provider, samples, wanted.type) : (wanted.type ?? '');
  const signing = wanted.secret ?? secret?.signing;
  if (signing === undefined) {
    throw new UsageError(
      `There is no secret of ${provider} to sign with; run npm start once to have one made, or pass one with --secret-file.`,
    );
  }
  const url = settings.webhookUrls[0] ?? endpoint;
  const toleranceSeconds = settings.toleranceSeconds ?? integration.toleranceSeconds;
  try {
    return sampleRequests({ integration, samples, type, signing, url, toleranceSeconds }, wanted, new Date());
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const variable = variableOf(provider, 'WebhookSecret');
    throw new UsageError(
      `The secret of ${provider} cannot sign: pass the one that ${provider} signs with by --secret-file, ` +
        `or leave ${variable} out to have one made for local use.`,
      { cause },
    );
  }
}

/** Some schemes put what they sign into the query. */
function addressOf(request: SampleRequest, endpoint: string): string {
  const address = new URL(endpoint);
  address.search = new URL(request.url).search;
  return address.href;
}

/** The ids of the events in a request, for providers whose answer does not repeat them. */
async function idsIn({ integration, secret }: Target, request: SampleRequest): Promise<readonly string[]> {
  const { pathname, search } = new URL(request.url);
  const now = new Date();
  const raw = {
    method: request.method,
    url: pathname + search,
    publicUrls: [request.url],
    headers: request.headers,
    rawBody: request.body,
    receivedAt: now,
  };
  const limits = { toleranceSeconds: integration.toleranceSeconds ?? 0 };
  const verified = await integration.verify(raw, [secret?.configured ?? ''], now, limits);
  return describeAll(integration, verified, raw).map(({ about }) => about.id);
}
