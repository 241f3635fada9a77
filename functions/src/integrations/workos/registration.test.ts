import { textAt, textsAt } from '../../core/recover/answers.ts';
import { FakeRestApi } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { EVENT_TYPES } from './event-types.ts';
import { workosRegistration } from './registration.ts';

const KEY = 'sk_test_workos1';
const KNOWN: readonly string[] = EVENT_TYPES;

/** WorkOS's endpoints: every answer holds the secret, and a URL is refused twice. */
const fake = () =>
  new FakeRestApi({
    url: 'https://api.workos.com/webhook_endpoints',
    authorization: `Bearer ${KEY}`,
    changesBy: 'PATCH',
    idOf: (number) => `we_${number}`,
    makesSecret: (number) => `whsec_${number}_0FWAiVGkEfGBqqsJ`,
    pageSize: 10,
    read: (body, before) => {
      const types = 'events' in body ? textsAt(body, '/events') : (before?.settings.types ?? []);
      if (types.length === 0 || types.some((type) => !KNOWN.includes(type))) return 'Invalid enum value.';
      const url = textAt(body, '/endpoint_url') ?? before?.settings.url ?? '';
      const status = body['status'] ?? (before?.settings.isOn === false ? 'disabled' : 'enabled');
      return url.startsWith('https://') ? { url, types, isOn: status === 'enabled', name: '' } : 'invalid_url';
    },
    refuses: ({ url }, others) =>
      others.some(({ settings }) => settings.url === url) ? { status: 409, message: 'duplicate_endpoint' } : undefined,
    show: ({ id, settings: { url, types, isOn }, secret }) => ({
      object: 'webhook_endpoint',
      id,
      endpoint_url: url,
      events: types,
      status: isOn ? 'enabled' : 'disabled',
      secret,
    }),
    list: ({ shown, next = null }) => ({ object: 'list', data: shown, list_metadata: { before: null, after: next } }),
  });

testRegistrar({
  registration: workosRegistration,
  fake,
  types: ['user.created', 'dsync.user.deleted', 'connection.activated'],
  apiKey: KEY,
});
