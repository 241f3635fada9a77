import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { Auth0EventType } from './event.ts';
import { auth0 } from './index.ts';

/** Realistic events of an event stream. */
export const auth0Samples = samplesOf(auth0, {
  around: (type, object, { id, now }) => ({
    id: `evt_${id}`,
    source: 'urn:auth0:example.eu.auth0.com',
    specversion: '1.0',
    type,
    time: now.toISOString(),
    data: { object },
    a0tenant: 'example',
    a0stream: 'est_7hRzXk2mQ4vB9sLw',
  }),
  bodies: {
    'user.created': (at) => ({ ...userAt(at), email_verified: false }),
    'user.updated': (at) => ({ ...userAt(at), user_metadata: { language: 'de' } }),
    'user.deleted': userAt,
    'organization.created': ({ id }) => ({ id: `org_${id}`, name: 'acme', display_name: 'Acme Ltd' }),
    'organization.member.added': ({ id }) => ({
      organization: { id: 'org_8xQ2', name: 'acme', display_name: 'Acme Ltd' },
      user: { user_id: `auth0|${id}` },
    }),
  } satisfies { readonly [Type in Auth0EventType]?: (at: SampleAt) => object },
});

function userAt({ id, now }: SampleAt) {
  return {
    user_id: `auth0|${id}`,
    email: 'ada@example.com',
    email_verified: true,
    given_name: 'Ada',
    family_name: 'Lovelace',
    name: 'Ada Lovelace',
    nickname: 'ada',
    picture: 'https://example.com/ada.png',
    blocked: false,
    identities: [{ connection: 'Username-Password-Authentication', user_id: id, provider: 'auth0', isSocial: false }],
    app_metadata: {},
    user_metadata: {},
    created_at: '2026-11-01T09:00:00.000Z',
    updated_at: now.toISOString(),
  };
}
