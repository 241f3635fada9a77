import { createHmac, randomBytes } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import type { IntercomEventType } from './native.ts';

const ITEMS = {
  'conversation.user.created': (id, at) => conversation(id, at, 'open'),
  'conversation.admin.closed': (id, at) => conversation(id, at, 'closed'),
  'conversation.deleted': (id) => ({ type: 'conversation', conversation_id: `conversation-${id}` }),
  'ticket.created': (id, at) => ({
    type: 'ticket',
    id: `ticket-${id}`,
    ticket_id: '53',
    category: 'Customer',
    ticket_attributes: { _default_title_: 'Refund for order 1042', _default_description_: 'It arrived broken.' },
    ticket_state: { type: 'ticket_state', id: '1', category: 'submitted', internal_label: 'Submitted' },
    ticket_type: { type: 'ticket_type', id: '8', name: 'Refund' },
    contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: `contact-${id}` }] },
    admin_assignee_id: 0,
    team_assignee_id: 0,
    open: true,
    created_at: at,
    updated_at: at,
  }),
  'contact.user.created': (id, at) => ({
    type: 'contact',
    id: `contact-${id}`,
    external_id: `user-${id}`,
    role: 'user',
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    created_at: at,
    updated_at: at,
  }),
} satisfies { readonly [Topic in IntercomEventType]?: (id: string, at: number) => object };

/** Realistic Intercom notifications, signed as Intercom signs them. */
export const intercomSamples: Samples = {
  types: Object.keys(ITEMS),

  makeSecret() {
    const secret = randomBytes(18).toString('hex');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const at = Math.floor(now.getTime() / 1000);
    return JSON.stringify({
      type: 'notification_event',
      app_id: 'a86dr8yl',
      data: { type: 'notification_event_data', item: isSampled(type) ? ITEMS[type](id, at) : {} },
      links: {},
      id: `notif_${id}`,
      topic: type,
      delivery_status: 'pending',
      delivery_attempts: 1,
      delivered_at: 0,
      first_sent_at: at,
      created_at: at,
      self: null,
    });
  },

  request({ body, signing, url }) {
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'intercom-webhooks/1.0',
        'x-hub-signature': `sha1=${createHmac('sha1', signing).update(body).digest('hex')}`,
      },
      body,
    };
  },
};

function conversation(id: string, at: number, state: 'open' | 'closed'): object {
  return {
    type: 'conversation',
    id: `conversation-${id}`,
    title: null,
    state,
    open: state === 'open',
    read: false,
    priority: 'not_priority',
    admin_assignee_id: state === 'open' ? null : 814860,
    team_assignee_id: null,
    waiting_since: at,
    snoozed_until: null,
    source: {
      type: 'conversation',
      id: `source-${id}`,
      delivered_as: 'customer_initiated',
      subject: '<p>Where is my order?</p>',
      body: '<p>It should have come on Tuesday.</p>',
      author: { type: 'user', id: `contact-${id}`, name: 'Ada Lovelace', email: 'ada@example.com' },
    },
    contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: `contact-${id}` }] },
    created_at: at - 120,
    updated_at: at,
  };
}

function isSampled(type: string): type is keyof typeof ITEMS {
  return Object.hasOwn(ITEMS, type);
}
