import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { StytchEventType } from './event.ts';
import { stytch } from './index.ts';

const PROJECT = 'project-test-4c1f8e2a-7b90-4d36-a5e1-9f0c2b8d7a64';

/** Realistic Stytch events. */
export const stytchSamples = samplesOf(stytch, {
  around: (type, fields, { id, now }) => {
    const [source = '', kind = '', action = ''] = type.split('.');
    return {
      project_id: PROJECT,
      event_id: `event-test-${type}-${id}`,
      action: action.toUpperCase(),
      object_type: kind,
      source: source.toUpperCase(),
      id: idOf(kind, id),
      timestamp: now.toISOString(),
      ...fields,
    };
  },
  bodies: {
    'direct.user.create': (at) => user(at),
    'direct.user.update': (at) => user(at, { name: { first_name: 'Ada', last_name: 'King' } }),
    'dashboard.user.delete': () => ({}),
    'scim.member.update': ({ id }) => ({
      member: {
        member_id: idOf('member', id),
        organization_id: 'organization-test-5d2e9f7b-1a84-4c60-b3f7-8e0d6c5b4a39',
        email_address: 'ada@corp.example',
        name: 'Ada Lovelace',
        status: 'active',
      },
    }),
  } satisfies { readonly [Type in StytchEventType]?: (at: SampleAt) => object },
});

function user({ id, now }: SampleAt, fields: object = {}): object {
  return {
    user: {
      user_id: idOf('user', id),
      external_id: null,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      emails: [{ email_id: `email-test-${id}`, email: 'ada.lovelace@example.com', verified: true }],
      phone_numbers: [],
      status: 'active',
      created_at: now.toISOString(),
      ...fields,
    },
  };
}

function idOf(kind: string, id: string): string {
  return `${kind}-test-0b7d3c1e-6f52-48a9-9c30-${id}`;
}
