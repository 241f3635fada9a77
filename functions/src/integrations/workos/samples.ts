import type { DirectoryUserResponse, UserResponse } from '@workos-inc/node';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { WorkosEventType, WorkosNative } from './event.ts';
import { workos } from './index.ts';

/** Realistic WorkOS events: a user of AuthKit and a user of a customer's directory. */
export const workosSamples = samplesOf(workos, {
  around: (type, data, { id, now }) => ({
    id: `event_${id}`,
    event: type,
    data,
    created_at: now.toISOString(),
    context: {},
  }),
  bodies: {
    'user.created': user,
    'user.updated': (at) => ({ ...user(at), last_name: 'King', name: 'Ada King' }),
    'user.deleted': user,
    'dsync.user.created': directoryUser,
    'dsync.user.deleted': (at) => ({ ...directoryUser(at), state: 'inactive' }),
  } satisfies { readonly [Type in WorkosEventType]?: (at: SampleAt) => WorkosNative['data'] },
});

function user({ id, now }: SampleAt): UserResponse {
  const at = now.toISOString();
  return {
    object: 'user',
    id: `user_${id}`,
    email: 'ada@example.com',
    email_verified: true,
    profile_picture_url: null,
    name: 'Ada Lovelace',
    first_name: 'Ada',
    last_name: 'Lovelace',
    last_sign_in_at: null,
    locale: null,
    created_at: at,
    updated_at: at,
    metadata: {},
  };
}

function directoryUser({ id, now }: SampleAt): DirectoryUserResponse {
  const at = now.toISOString();
  return {
    object: 'directory_user',
    id: `directory_user_${id}`,
    directory_id: 'directory_01E1X194NTJ3PYMAY79DYV0F0P',
    organization_id: 'org_01EZTR6WYX1A0DSE2CYMGXQ24Y',
    idp_id: '8931',
    first_name: 'Ada',
    last_name: 'Lovelace',
    email: 'ada@example.com',
    state: 'active',
    custom_attributes: { department: 'Engineering' },
    raw_attributes: {},
    created_at: at,
    updated_at: at,
  };
}
