import { describe, expect, it } from 'vitest';
import { ApiRefusal } from '../../functions/src/core/logic/api-request.ts';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { SecretCapability } from '../../functions/src/core/registration/registrar-capabilities.ts';
import type { Registered, Registrar } from '../../functions/src/core/registration/registrar.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { sharing } from './sharing.ts';

const URL = 'https://acme.example/hook';
const api = new RegistrationApi('acme', { services: withApiKey('key') });

/** A way whose places are forms; the key may not see one of them. */
function way(name: string, forms: readonly Registered[], from: SecretCapability['from'] = 'us'): Registrar {
  const places = forms.flatMap(({ at }) => at ?? []);
  return {
    name,
    title: name,
    capabilities: {
      unit: 'object',
      types: { are: 'everything' },
      secret: from === 'us' ? { from } : { from: 'created' },
      rotation: { by: 'us' },
      test: 'none',
      changes: { url: true, types: true, state: true, form: [] },
      refusesDuplicates: false,
      marks: false,
    },
    places: { form: /^\w+$/, example: 'FORM', discover: async () => [...places, 'hidden'] },
    list: async (_api, at) => {
      const refused = { status: 403, headers: new Headers(), json: {} };
      if (at === 'hidden') throw new ApiRefusal('acme', new globalThis.URL(URL), refused);
      return forms.filter((one) => one.at === at);
    },
    remove: () => Promise.resolve(),
    rotate: () => Promise.resolve(undefined),
  };
}

const one = (at: string, url = URL): Registered => ({ id: 'h', at, url, types: 'all', isOn: true, isMarked: true });

describe('webhooks that share a secret', () => {
  const forms = way('form', [one('a'), one('b'), one('c', 'https://other.example')]);
  const mail = way('mail', [one('inbound')]);
  const apart = way('apart', [one('x')], 'created');
  const registration = {
    integration: { provider: 'acme' },
    key: { is: 'a key', where: 'here' },
    ways: [forms, mail, apart],
  };

  it('are those with the same URL, in all places and ways with a secret that comes from us', async () => {
    const found = await sharing({ registration, registrar: forms, url: URL, at: 'b', ours: [one('b')], api });
    expect(found.map(({ registrar, registered }) => `${registrar.name} ${registered.at}`)).toEqual([
      'form b',
      'form a',
      'mail inbound',
    ]);
  });

  it('cannot be found if the API fails: then nothing is replaced', async () => {
    const broken = { ...mail, list: () => Promise.reject(new TypeError('fetch failed')) };
    const found = sharing({
      registration: { ...registration, ways: [broken] },
      registrar: broken,
      url: URL,
      at: 'a',
      ours: [one('a')],
      api,
    });
    await expect(found).rejects.toThrow('fetch failed');
  });
});
