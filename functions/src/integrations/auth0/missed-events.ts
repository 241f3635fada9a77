import { isJsonObject } from '../../core/event/json.ts';
import { AccessToken } from '../../core/logic/access-token.ts';
import { badConfig } from '../../core/config/settings.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import { UNDOCUMENTED_REACH, type EventQuery, type ListedItem, type Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { auth0 } from './index.ts';

const PAGE_SIZE = 50;
const HOST = /^[a-z\d-]+(?:\.[a-z\d-]+)+$/i;
const CLIENT = /^([\w-]+):([\w-]+)$/;

const domain = setting('AUTH0_DOMAIN', {
  read(text) {
    if (HOST.test(text)) return text;
    throw new Error('it is the domain of your tenant, such as acme.eu.auth0.com, without https://');
  },
});

/**
 * Lists the deliveries of each event stream that failed; Auth0 lists no others.
 * @see https://auth0.com/docs/api/management/v2/event-streams/get-event-deliveries
 */
export const auth0MissedEvents: Lister = {
  integration: auth0,
  capabilities: {
    ...UNDOCUMENTED_REACH,
    tellsUndelivered: 'only those',
    filtersTime: true,
    order: 'newest first',
    pagesShift: false,
  },
  budget: { perSecond: 2 },
  settings: [domain],
  async parts(api) {
    const ids: string[] = [];
    let from: string | undefined;
    do {
      const { json } = await ask('', { take: PAGE_SIZE, from }, api);
      const streams = objectsAt(json, '/eventStreams').filter((one) => textAt(one, '/destination/type') === 'webhook');
      ids.push(...streams.flatMap((stream) => textAt(stream, '/id') ?? []));
      from = textAt(json, '/next');
    } while (from !== undefined && from !== '');
    return ids;
  },
  async page({ query, part, cursor }, api) {
    const path = `/${encodeURIComponent(part)}/deliveries`;
    const { json } = await ask(path, { ...spanOf(query), take: PAGE_SIZE, from: cursor }, api);
    return {
      items: objectsAt(json, '/deliveries').map((line) => itemOf(line, path, api)),
      next: textAt(json, '/next') || undefined,
    };
  },
};

/** Auth0 takes whole seconds. */
function spanOf({ since, until }: EventQuery): Readonly<Record<string, string>> {
  const second = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  return { date_from: second(since.getTime()), date_to: second(until.getTime() + 999) };
}

function itemOf(line: Record<string, unknown>, path: string, api: ListingApi): ListedItem {
  const { event } = line;
  const id = textAt(line, '/id') ?? '';
  const type = textAt(line, '/event_type');
  return {
    key: id,
    at: timeAt(line, isJsonObject(event) && 'time' in event ? '/event/time' : '/attempts/0/timestamp'),
    delivery: 'undelivered',
    ...(type !== undefined && { type }),
    event: isJsonObject(event)
      ? { body: event }
      : async () => {
          const { json } = await ask(`${path}/${encodeURIComponent(id)}`, {}, api);
          return isJsonObject(json) && isJsonObject(json['event']) ? { body: json['event'] } : undefined;
        },
  };
}

async function ask(path: string, parameters: Readonly<Record<string, string | number | undefined>>, api: ListingApi) {
  const url = urlWith(`https://${await api.use(domain)}/api/v2/event-streams${path}`, parameters);
  return api.ask(url, { headers: await tokenOf(api).headers(AbortSignal.timeout(60_000)) });
}

const tokens = new WeakMap<ListingApi, AccessToken>();

/** A token of the Management API, for the time of one run. */
function tokenOf(api: ListingApi): AccessToken {
  const known = tokens.get(api) ?? new AccessToken('auth0', () => requestToken(api));
  tokens.set(api, known);
  return known;
}

/** @see https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens/get-management-api-access-tokens-for-production */
async function requestToken(api: ListingApi): Promise<unknown> {
  const [, client_id, client_secret] = CLIENT.exec(await api.key()) ?? [];
  if (client_id === undefined || client_secret === undefined) {
    throw badConfig(
      'auth0',
      'AUTH0_API_KEY must hold the client id and the client secret of a machine-to-machine application, separated by a colon.',
    );
  }
  const host = await api.use(domain);
  const body = { grant_type: 'client_credentials', client_id, client_secret, audience: `https://${host}/api/v2/` };
  return (await api.ask(`https://${host}/oauth/token`, { body })).json;
}
