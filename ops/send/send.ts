import { describeAll } from '../../functions/src/core/integration/recognition.ts';
import type { SampleRequest } from '../../functions/src/core/integration/samples.ts';
import type { SendArguments } from './arguments.ts';
import { giveAnswers } from './api-answers.ts';
import { deliver, type Answer } from './deliver.ts';
import { follow, type ConsoleAddress, type FollowedEvent } from './follow.ts';
import { inParallel } from '../../functions/src/core/in-parallel.ts';
import { sampleRequests } from './sample-event.ts';
import { signing } from './signing.ts';
import type { Target } from './target.ts';

/** Told of everything that happens, as it happens. */
export interface SendReporter {
  sending(): void;
  answered(answer: Answer, request: SampleRequest, endpoint: string): void;
  /** A message that is on a provider's own topic. */
  publishedTo(topic: string, bytes: number): void;
  changed(event: FollowedEvent): void;
  /** An event that was neither handled nor given up on in time; undefined if nobody knows it. */
  unsettled(id: string, event: FollowedEvent | undefined): void;
}

/**
 * Sends what was asked for, then follows each event to its end.
 * @returns whether all of it went as it should: handled, or refused where the request was spoiled.
 * @throws {UsageError} @throws {UnreachableError}
 */
export async function send(target: Target, wanted: SendArguments, report: SendReporter): Promise<boolean> {
  const { endpoint, console } = target;
  const signed = signing(target, wanted, (setup) => sampleRequests(setup, wanted, new Date()));
  const sent = await inParallel(signed, async (request) => {
    report.sending();
    await giveAnswers(target, request.answers);
    const answer = await deliver(request, addressOf(request, endpoint));
    report.answered(answer, request, endpoint);
    return { request, answer };
  });
  if (wanted.fault !== undefined) return sent.every(({ answer }) => isRefusal(answer));
  const accepted = sent.filter(({ answer }) => isAcceptance(answer));
  if (console === undefined) return accepted.length === sent.length;

  const ends = await inParallel(accepted, async ({ request, answer }) => {
    const ids = await idsIn(target, request, answer);
    const statuses = await Promise.all(
      ids.map((id) => settled({ provider: target.integration.provider, id }, console, wanted.waitSeconds, report)),
    );
    return statuses.every((status) => status === 'handled');
  });
  return ends.length === sent.length && ends.every(Boolean);
}

/** Follows an event until it is handled or given up on, or time is over. @returns how it stands; undefined if nobody knows it. */
export async function settled(
  event: { readonly provider: string; readonly id: string },
  console: ConsoleAddress,
  waitSeconds: number,
  report: SendReporter,
): Promise<FollowedEvent['status'] | undefined> {
  const last = await follow(console, event, waitSeconds * 1000, (state) => report.changed(state));
  if (last?.status !== 'handled' && last?.status !== 'dead') report.unsettled(event.id, last);
  return last?.status;
}

export function isAcceptance({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

export function isRefusal({ status, error }: Answer): boolean {
  return status >= 400 && status < 500 && error !== undefined;
}

/** Some schemes put what they sign into the query. */
export function addressOf(request: SampleRequest, endpoint: string): string {
  const address = new URL(endpoint);
  address.search = new URL(request.url).search;
  return address.href;
}

/** The ids of the events in an accepted request. Some providers' answers do not repeat them. */
export async function idsIn(
  { integration, secret }: Target,
  request: SampleRequest,
  { ids }: Answer,
): Promise<readonly string[]> {
  if (ids.length > 0) return ids;
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
