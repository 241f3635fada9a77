import { randomBytes } from 'node:crypto';
import type { DirectoryUserResponse, UserResponse } from '@workos-inc/node';
import { macOf } from '../../core/scheme/mac.ts';
import type { Samples } from '../../core/integration/samples.ts';
import type { WorkosEventType, WorkosNative } from './event.ts';

type DataOf = (id: string, at: string) => WorkosNative['data'];

const user = (id: string, at: string): UserResponse => ({
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
});

const directoryUser = (id: string, at: string): DirectoryUserResponse => ({
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
});

const DATA: Readonly<Record<string, DataOf>> = {
  'user.created': user,
  'user.updated': (id, at) => ({ ...user(id, at), last_name: 'King', name: 'Ada King' }),
  'user.deleted': user,
  'dsync.user.created': directoryUser,
  'dsync.user.deleted': (id, at) => ({ ...directoryUser(id, at), state: 'inactive' }),
} satisfies { [Type in WorkosEventType]?: DataOf };

export const workosSamples: Samples = {
  types: Object.keys(DATA),

  makeSecret() {
    const secret = randomBytes(32).toString('base64url');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const at = now.toISOString();
    return JSON.stringify({
      id: `event_${id}`,
      event: type,
      data: DATA[type]?.(id, at) ?? {},
      created_at: at,
      context: {},
    });
  },

  request({ body, signing, now, url }) {
    const time = String(now.getTime());
    const v1 = macOf({ hash: 'sha256', encoding: 'hex', key: signing, parts: [`${time}.`, body] });
    const headers = { 'content-type': 'application/json', 'workos-signature': `t=${time}, v1=${v1}` };
    return { method: 'POST', url, headers, body };
  },
};
