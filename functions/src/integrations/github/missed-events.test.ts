import { describe, expect, it } from 'vitest';
import { headerIn, pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { github } from './index.ts';
import { githubMissedEvents } from './missed-events.ts';
import { githubSamples } from './samples.ts';

const HOOKS = '/repos/acme/shop/hooks/7';

/** Ids of deliveries are beyond what a JavaScript number holds. */
const BASE = 90_071_992_547_409_931n;

/** @see https://docs.github.com/en/rest/repos/webhooks#get-a-delivery-for-a-repository-webhook */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  const isToken = headers.authorization === 'Bearer key' && url.host === 'api.github.com';
  if (!isToken || !url.pathname.startsWith(`${HOOKS}/deliveries`)) return { status: 404 };
  const id = url.pathname.slice(`${HOOKS}/deliveries/`.length);
  if (id !== '') return { text: detailOf(id, deliveries) };
  const { page, next } = pageIn(
    attemptsOf(deliveries),
    url.searchParams.get('cursor'),
    url.searchParams.get('per_page'),
  );
  const link = `<https://api.github.com${HOOKS}/deliveries?cursor=${next}&per_page=100>; rel="next"`;
  return { text: `[${page.map(lineOf).join(',')}]`, ...(next !== undefined && { headers: { link } }) };
}

interface Attempt {
  readonly delivery: SentDelivery;
  readonly isFirst: boolean;
}

/** Somebody delivered one again that had failed: its first attempt is still listed as failed. */
function attemptsOf(deliveries: readonly SentDelivery[]): readonly Attempt[] {
  return deliveries.flatMap((delivery) => [
    { delivery, isFirst: true },
    ...(delivery.index === 4 ? [{ delivery: { ...delivery, isDelivered: false }, isFirst: false }] : []),
  ]);
}

function lineOf({ delivery, isFirst }: Attempt): string {
  const [event = '', action] = delivery.type.split('.');
  const line = {
    guid: headerIn(delivery, 'x-github-delivery'),
    delivered_at: delivery.at.toISOString(),
    redelivery: !isFirst,
    duration: 0.03,
    status: delivery.isDelivered ? 'OK' : 'timed out',
    status_code: delivery.isDelivered ? 200 : 0,
    event,
    action: action ?? null,
  };
  return `{"id":${BASE + BigInt(delivery.index)},${JSON.stringify(line).slice(1)}`;
}

function detailOf(id: string, deliveries: readonly SentDelivery[]): string {
  const found = deliveries.find(({ index }) => String(BASE + BigInt(index)) === id);
  if (found === undefined) throw new Error(`There is no delivery ${id}.`);
  const detail = {
    request: { headers: found.request.headers, payload: JSON.parse(found.body) },
    response: { headers: {} },
  };
  // GitHub's API may escape other characters than its webhooks do.
  return JSON.stringify(detail, null, 2).replaceAll('https:', String.raw`https\u003a`);
}

testLister({
  lister: githubMissedEvents,
  integration: github,
  samples: githubSamples,
  variables: { GITHUB_HOOKS: 'repos/acme/shop/hooks/7' },
  answer,
});

describe('the hooks to list', () => {
  const [hooks] = githubMissedEvents.settings ?? [];

  it('are those of repositories, organizations and an app', () => {
    const read = hooks?.read('repos/acme/shop.api/hooks/7, orgs/acme/hooks/8, app');
    expect(read).toEqual(['repos/acme/shop.api/hooks/7', 'orgs/acme/hooks/8', 'app/hook']);
  });

  it.each(['acme/shop', 'repos/acme/shop/hooks/7/../../8', 'orgs/acme/hooks/x', ''])('are not %j', (text) => {
    expect(() => hooks?.read(text)).toThrow('is not a hook; write repos/OWNER/REPOSITORY/hooks/ID');
  });
});
