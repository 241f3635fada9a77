import type { FailingWebhook, FailureList } from '../../core/recover/failed-deliveries.ts';
import { ListingApi } from '../../core/recover/listing-api.ts';
import { withApiKey } from '../service-sources.ts';
import { FakeListApi, type ListAnswer, type ListRequest } from './fake-list-api.ts';

interface FailureWorld {
  readonly list: FailureList;
  readonly apiKey: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Plays the provider's API. */
  answer(request: ListRequest): ListAnswer;
}

/** What a list of failures tells of a provider's API that limits the first request and drops the second. */
export async function failuresIn(
  { list, apiKey, variables = {}, answer }: FailureWorld,
  since: Date,
): Promise<readonly FailingWebhook[]> {
  await using server = await FakeListApi.start(answer);
  server.faults = new Map([
    [1, 'rate limit'],
    [2, 'drop'],
  ]);
  const tools = { services: withApiKey(apiKey, variables), fetch: server.fetch, wait: () => Promise.resolve() };
  return await list.failing(since, new ListingApi(list.integration.provider, tools, list.budget));
}
