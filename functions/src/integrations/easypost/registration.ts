import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { RegistrarCapabilities } from '../../core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import type { RegistrationApi } from '../../core/registration/registration-api.ts';
import { basic, idAt, pathTo, RestCalls } from '../../core/registration/rest-calls.ts';
import { easypost } from './index.ts';

const capabilities: RegistrarCapabilities = {
  unit: 'object',
  types: { are: 'everything' },
  secret: { from: 'us' },
  rotation: { by: 'us' },
  test: 'none',
  changes: { url: false, types: false, state: true, form: [] },
  refusesDuplicates: false,
  marks: false,
};

/** @see https://docs.easypost.com/docs/webhooks */
const webhook: Registrar = {
  name: 'webhook',
  title: 'webhook',
  capabilities,
  async list(api) {
    return objectsAt(await (await callsOf(api)).get(''), '/webhooks').map(registeredOf);
  },
  async create({ url, secret }, api) {
    const created = await (await callsOf(api)).send('POST', '', { webhook: { url, webhook_secret: secret } });
    return { registered: registeredOf(created) };
  },
  // Whatever is changed turns it on.
  async update({ id }, { secret }, api) {
    await (await callsOf(api)).send('PATCH', pathTo(id), { webhook_secret: secret });
  },
  async remove({ id }, api) {
    await (await callsOf(api)).drop(pathTo(id));
  },
  async rotate({ id }, { secret }, api) {
    await (await callsOf(api)).send('PATCH', pathTo(id), { webhook_secret: secret });
    return undefined;
  },
};

/** How EasyPost sends events here. */
export const easypostRegistration: Registration = {
  integration: easypost,
  key: {
    is: 'a test or a production API key: each has webhooks for its own environment',
    where: 'https://www.easypost.com/account/api-keys',
    form: /^EZ[AT]K\w{20,}$/,
  },
  ways: [webhook],
};

function registeredOf(one: unknown): Registered {
  const disabledAt = textAt(one, '/disabled_at');
  return {
    id: idAt(one, '/id'),
    url: textAt(one, '/url') ?? '',
    types: 'all',
    isOn: disabledAt === undefined,
    ...(disabledAt !== undefined && { trouble: `disabled on ${disabledAt}, since it failed too often` }),
    // It has no place for a mark.
    isMarked: true,
  };
}

async function callsOf(api: RegistrationApi): Promise<RestCalls> {
  // EasyPost takes the key as the user name, without a password.
  return new RestCalls(api, 'https://api.easypost.com/v2/webhooks', basic(api, `${await api.key()}:`));
}
