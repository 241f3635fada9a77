import type { UserJSON } from '@clerk/backend';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ClerkEventType, ClerkNative } from './event.ts';
import { clerk } from './index.ts';

/** What all events have around their data. */
type Around = Omit<ClerkNative, 'data' | 'type'> & { readonly type: string; readonly data: object };

/** Realistic Clerk events. */
export const clerkSamples = samplesOf(clerk, {
  around: (type, data, { now }): Around => ({
    data,
    event_attributes: { http_request: { client_ip: '192.0.2.10', user_agent: 'Mozilla/5.0' } },
    instance_id: 'ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S',
    object: 'event',
    timestamp: now.getTime(),
    type,
  }),
  bodies: {
    'user.created': user,
    'user.updated': ({ id, now }) => ({ ...user({ id, now }), last_name: 'King' }),
    'user.deleted': ({ id }) => ({ id: `user_${id}`, object: 'user', deleted: true }),
    'session.created': ({ id, now }) => ({
      id: `sess_${id}`,
      object: 'session',
      client_id: 'client_2g7np7Hrk0SN6kj5EDMLDaKNL0S',
      user_id: `user_${id}`,
      user: user({ id, now }),
      status: 'active',
      actor: null,
      last_active_organization_id: null,
      last_active_at: now.getTime(),
      latest_activity: {
        id: `sess_activity_${id}`,
        object: 'session_activity',
        device_type: 'Macintosh',
        is_mobile: false,
        browser_name: 'Chrome',
        browser_version: '128.0.0.0',
        ip_address: '192.0.2.10',
        city: 'Graz',
        country: 'AT',
      },
      expire_at: now.getTime() + 7 * 86_400_000,
      abandon_at: now.getTime() + 30 * 86_400_000,
      created_at: now.getTime(),
      updated_at: now.getTime(),
    }),
    'organization.created': ({ id, now }) => ({
      id: `org_${id}`,
      object: 'organization',
      name: 'Acme Inc',
      slug: 'acme-inc',
      image_url: 'https://img.clerk.com/xxxxxx',
      has_image: false,
      created_by: 'user_1vq84bqWzw7qmFgqSwN4CH1Wp0n',
      max_allowed_memberships: 5,
      admin_delete_enabled: true,
      public_metadata: {},
      created_at: now.getTime(),
      updated_at: now.getTime(),
    }),
  } satisfies { readonly [Type in ClerkEventType]?: (at: SampleAt) => object },
});

function user({ id, now }: SampleAt) {
  return {
    id: `user_${id}`,
    object: 'user',
    username: null,
    first_name: 'Ada',
    last_name: 'Lovelace',
    image_url: 'https://img.clerk.com/xxxxxx',
    has_image: false,
    primary_email_address_id: `idn_${id}`,
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    password_enabled: true,
    two_factor_enabled: false,
    totp_enabled: false,
    backup_code_enabled: false,
    email_addresses: [
      {
        id: `idn_${id}`,
        object: 'email_address',
        email_address: 'ada@example.com',
        linked_to: [],
        verification: {
          id: '',
          object: 'email_address',
          status: 'verified',
          strategy: 'ticket',
          attempts: null,
          expire_at: null,
        },
      },
    ],
    phone_numbers: [],
    web3_wallets: [],
    organization_memberships: null,
    external_accounts: [],
    enterprise_accounts: [],
    password_last_updated_at: now.getTime(),
    public_metadata: {},
    private_metadata: {},
    unsafe_metadata: {},
    external_id: '567772',
    last_sign_in_at: now.getTime(),
    banned: false,
    locked: false,
    deprovisioned: false,
    lockout_expires_in_seconds: null,
    verification_attempts_remaining: 100,
    created_at: now.getTime(),
    updated_at: now.getTime(),
    last_active_at: now.getTime(),
    create_organization_enabled: true,
    create_organizations_limit: null,
    delete_self_enabled: true,
    legal_accepted_at: null,
    locale: 'en-GB',
    timezone: null,
  } satisfies UserJSON;
}
