import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { PlaidEventType } from './event.ts';
import { plaid } from './index.ts';

/** Realistic Plaid webhooks. */
export const plaidSamples = samplesOf(plaid, {
  // Plaid prints its webhooks with two spaces, and hashes them so.
  print: (event) => JSON.stringify(event, null, 2),
  around: (type, fields, { id }) => {
    const [webhook_type, webhook_code] = type.split('.');
    const item = Object.keys(fields).some((name) => name.endsWith('_id') && name !== 'account_id');
    return {
      webhook_type,
      webhook_code,
      ...(!item && !type.startsWith('TRANSFER.') && { item_id: `wz666MBjYWTp2PDzzggYhM6oWW${id}` }),
      ...fields,
      environment: 'production',
    };
  },
  bodies: {
    'TRANSACTIONS.SYNC_UPDATES_AVAILABLE': () => ({ initial_update_complete: true, historical_update_complete: false }),
    'ITEM.ERROR': () => ({
      error: {
        error_type: 'ITEM_ERROR',
        error_code: 'ITEM_LOGIN_REQUIRED',
        error_message: 'the login details of this item have changed',
        display_message: null,
        status: 400,
      },
    }),
    'ITEM.LOGIN_REPAIRED': () => ({}),
    'ITEM.PENDING_DISCONNECT': () => ({ reason: 'INSTITUTION_MIGRATION' }),
    'ITEM.PENDING_EXPIRATION': ({ now }) => ({
      consent_expiration_time: new Date(now.getTime() + 7 * 86_400_000).toISOString(),
    }),
    'ITEM.USER_PERMISSION_REVOKED': () => ({
      error: {
        error_type: 'ITEM_ERROR',
        error_code: 'USER_PERMISSION_REVOKED',
        error_message: 'the holder of this account has revoked their permission',
      },
    }),
    'ITEM.NEW_ACCOUNTS_AVAILABLE': () => ({ error: null }),
    'AUTH.AUTOMATICALLY_VERIFIED': ({ id }) => ({ account_id: `dVzbVMLjrxTnLjX4G66XUp5GLklm4oiZ${id}` }),
    'TRANSFER.TRANSFER_EVENTS_UPDATE': () => ({}),
    'IDENTITY_VERIFICATION.STATUS_UPDATED': ({ id }) => ({ identity_verification_id: `idv_52xR9LKo77r1Np${id}` }),
  } satisfies { readonly [Type in PlaidEventType]?: (at: SampleAt) => object },
});
