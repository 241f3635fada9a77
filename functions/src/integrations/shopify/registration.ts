import { configuredPlaces } from '../../core/registration/configured-places.ts';
import { partsOf, regroup, webhooksOf, type OneType } from '../../core/registration/one-each.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { namesOf } from '../../core/registration/rest-calls.ts';
import { isSameUrl } from '../../core/registration/same-url.ts';
import { shopify } from './index.ts';
import { SHOP, shops } from './object-states.ts';
import { FORM, ShopSubscriptions } from './subscriptions.ts';

const CREDENTIALS = 'Open the app in the Partner Dashboard or the Dev Dashboard → Client credentials';

/** Only the app's settings subscribe to them. @see https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
const OF_THE_APP: ReadonlySet<string> = new Set(['customers/data_request', 'customers/redact', 'shop/redact']);

const https: RegistrarCapabilities = {
  unit: 'object',
  // Each group of topics needs a scope, so hardly any app may ask for all.
  types: { are: 'one each', all: 'refused' },
  secret: { from: 'account', steps: [`${CREDENTIALS}, and copy the client secret.`] },
  rotation: {
    by: 'hand',
    steps: [
      `${CREDENTIALS} → Rotate. The old client secret still signs.`,
      'Add the new client secret to Secret Manager as a new version, and wait five minutes, until the function holds both.',
      'Revoke the old client secret there. Within an hour, Shopify signs with the new one.',
    ],
  },
  test: 'none',
  changes: { url: false, types: true, state: false, form: Object.keys(FORM) },
  refusesDuplicates: true,
  marks: false,
};

/** How Shopify sends a shop's events here: by the subscriptions that the app of the access token has there. */
export const shopifyRegistration: Registration = {
  integration: shopify,
  key: {
    is: 'an access token of an app for the Admin API of the shop, with the scopes of the topics (read_orders, …)',
    where: 'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens',
    form: /^shp(?:at|ca|ua)_\w+$/,
  },
  ways: [
    wayTo('https:', { name: 'webhook', title: 'webhook subscription', capabilities: https }),
    wayTo('pubsub:', {
      name: 'topic',
      title: 'Pub/Sub subscription',
      // Shopify signs nothing that it publishes.
      capabilities: { ...https, secret: { from: 'none' }, rotation: { by: 'none' } },
      addressOf: ({ project, name }) => `pubsub://${project}:${name}`,
    }),
  ],
};

type WayFacts = Pick<Registrar, 'name' | 'title' | 'capabilities' | 'addressOf'>;

/** Subscriptions to addresses of one protocol. */
function wayTo(protocol: string, facts: WayFacts): Registrar {
  const listed = async (shop: ShopSubscriptions): Promise<readonly OneType[]> =>
    (await shop.list()).filter(({ url }) => url.startsWith(protocol));
  return {
    ...facts,
    places: { form: SHOP, example: 'NAME.myshopify.com', discover: (api) => configuredPlaces(shops, api) },
    form: FORM,
    subscriptions: (types) => types.flatMap(topicsOf),
    list: async (api, at) => (at === undefined ? [] : webhooksOf(await listed(shopAt(at, api)))),
    async create({ url, types, at }, api) {
      const shop = shopAt(at, api);
      for (const type of namesOf(types)) await shop.create(type, url);
      const [registered] = webhooksOf((await listed(shop)).filter((one) => isSameUrl(one.url, url)));
      if (registered === undefined) throw new TypeError('Shopify does not list what it has created.');
      return { registered };
    },
    async update({ url }, { at, types }, api) {
      const shop = shopAt(at, api);
      const { missing, kept, surplus } = regroup(
        (await listed(shop)).filter((one) => one.url === url),
        types,
      );
      for (const type of missing) await shop.create(type, url);
      for (const one of kept) await shop.useJson(one);
      for (const { id } of surplus) await shop.remove(id);
    },
    async remove(registered, api) {
      const shop = shopAt(registered.at, api);
      for (const id of partsOf(registered)) await shop.remove(id);
    },
  };
}

function shopAt(at: string | undefined, api: RegistrationApi): ShopSubscriptions {
  if (at === undefined) throw new TypeError('A subscription belongs to a shop.');
  return new ShopSubscriptions(at, api);
}

/** `ORDERS_CREATE`, as the API names the topic `orders/create`. Events of the newer family are not subscribed to by it. */
function topicsOf(type: string): readonly string[] {
  if (!/^[a-z_]+\/[a-z_]+$/.test(type) || OF_THE_APP.has(type)) return [];
  return [type.toUpperCase().replace('/', '_')];
}
