import { objectsAt, textAt } from '../../core/recover/answers.ts';
import { partsOf, regroup, webhooksOf, type OneType } from '../../core/registration/one-each.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Desired, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { basic, everyObject, idAt, MARK, namesOf, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { isSameUrl } from '../../core/registration/same-url.ts';
import { woocommerce } from './index.ts';
import { apiOf, shop } from './object-states.ts';

const PAGE_SIZE = 100;

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'one each', all: 'refused' },
  secret: { from: 'us' },
  rotation: { by: 'us' },
  test: 'none',
  changes: { url: true, types: true, state: true, form: [] },
  refusesDuplicates: false,
  marks: true,
};

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks */
const webhook: Registrar = {
  name: 'webhook',
  title: 'set of webhooks',
  capabilities,
  list: async (api) => webhooksOf(await listed(await callsOf(api))),
  async create(desired, api) {
    const calls = await callsOf(api);
    const created: OneType[] = [];
    for (const topic of namesOf(desired.types)) {
      // While it answers, the shop posts the webhook's number to the URL.
      created.push(oneOf(await calls.send('POST', '/webhooks', { ...settingsOf(desired), topic })));
    }
    const [registered] = webhooksOf(created);
    if (registered === undefined) throw new TypeError('A webhook needs a topic.');
    return { registered };
  },
  async update({ url }, desired, api) {
    const calls = await callsOf(api);
    const ours = (await listed(calls)).filter((one) => isSameUrl(one.url, url));
    const { missing, kept, surplus } = regroup(ours, desired.types);
    for (const topic of missing) await calls.send('POST', '/webhooks', { ...settingsOf(desired), topic });
    for (const { id } of kept) await calls.send('PUT', `/webhooks${pathTo(id)}`, settingsOf(desired));
    for (const { id } of surplus) await drop(id, calls);
  },
  async remove(registered, api) {
    const calls = await callsOf(api);
    for (const id of partsOf(registered)) await drop(id, calls);
  },
  async rotate(registered, { secret }, api) {
    const calls = await callsOf(api);
    for (const id of partsOf(registered)) await calls.send('PUT', `/webhooks${pathTo(id)}`, { secret });
    return undefined;
  },
};

/** How WooCommerce sends events here: by one webhook for each topic. */
export const woocommerceRegistration: Registration = {
  integration: woocommerce,
  key: {
    is: 'the key and the secret of the REST API, ck_…:cs_…, with the permission Read/Write',
    where: 'WooCommerce → Settings → Advanced → REST API',
    form: /^ck_\w+:cs_\w+$/,
  },
  settings: [shop],
  ways: [webhook],
};

/** A webhook without a secret gets one that nobody can read, so each change sends ours. */
function settingsOf({ url, secret }: Desired): object {
  return { name: MARK, delivery_url: url, status: 'active', secret };
}

async function listed(calls: RestCalls): Promise<readonly OneType[]> {
  const found = await everyObject('', async (page = '1') => {
    const json = await calls.get('/webhooks', { per_page: PAGE_SIZE, page });
    // A plugin may allow less on a page.
    return { json, next: objectsAt(json, '').length === 0 ? undefined : String(Number(page) + 1) };
  });
  return found.map(oneOf);
}

function oneOf(one: unknown): OneType {
  const status = textAt(one, '/status');
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/delivery_url') ?? '',
    type: textAt(one, '/topic') ?? '',
    isOn: status === 'active',
    ...(status === 'disabled' && { trouble: 'disabled, which WooCommerce does after five failures in a row' }),
    isMarked: textAt(one, '/name') === MARK,
  };
}

/** WooCommerce has no trash for webhooks, and refuses to delete one unless told so. */
function drop(id: string, calls: RestCalls): Promise<void> {
  return calls.drop(`/webhooks${pathTo(id)}?force=true`);
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  return new RestCalls(api, apiOf(await api.use(shop)), basic(api, await api.key()));
}
