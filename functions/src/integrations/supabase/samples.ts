import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import { supabase } from './index.ts';

/** Realistic database webhooks of a table, and auth hooks. */
export const supabaseSamples = samplesOf(supabase, {
  bodies: {
    'public.orders.INSERT': (at) => change('INSERT', order(at, 'open'), null),
    'public.orders.UPDATE': (at) => change('UPDATE', order(at, 'paid'), order(at, 'open')),
    'public.orders.DELETE': (at) => change('DELETE', null, order(at, 'paid')),
    send_email: (at) => ({
      user: user(at),
      email_data: {
        token: '305805',
        token_hash: '7d5b7b1964cf5d388340a7f04f1dbb5eeb6c7b52ef8270e1737a58d0',
        redirect_to: 'https://app.example.com/',
        email_action_type: 'signup',
        site_url: 'https://app.example.com',
        token_new: '',
        token_hash_new: '',
      },
    }),
    before_user_created: (at) => ({
      metadata: {
        uuid: `8b34dcdd-9df1-4c10-850a-${at.id}`,
        time: at.now.toISOString(),
        name: 'before-user-created',
        ip_address: '203.0.113.9',
      },
      user: user(at),
    }),
  } satisfies Record<string, (at: SampleAt) => object>,
});

function change(type: string, record: object | null, old: object | null): object {
  return { type, table: 'orders', schema: 'public', record, old_record: old };
}

function order({ id, now }: SampleAt, status: string): object {
  return { id: `order-${id}`, customer: 'ada', total: '19.99', status, created_at: now.toISOString() };
}

function user({ id, now }: SampleAt): object {
  return {
    id: `8484b834-f29e-4af2-bf42-${id}`,
    aud: 'authenticated',
    role: 'authenticated',
    email: 'ada.lovelace@example.com',
    phone: '',
    app_metadata: { provider: 'email', providers: ['email'] },
    user_metadata: {},
    created_at: now.toISOString(),
    is_anonymous: false,
  };
}
