import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { IntercomEventType } from './event.ts';
import { intercom } from './index.ts';

/** Realistic Intercom notifications. */
export const intercomSamples = samplesOf(intercom, {
  headers: () => ({ 'user-agent': 'intercom-webhooks/1.0' }),
  around: (topic, item, { id, now }) => ({
    type: 'notification_event',
    app_id: 'a86dr8yl',
    data: { type: 'notification_event_data', item },
    links: {},
    id: `notif_${id}`,
    topic,
    delivery_status: 'pending',
    delivery_attempts: 1,
    delivered_at: 0,
    first_sent_at: secondsOf(now),
    created_at: secondsOf(now),
    self: null,
  }),
  bodies: {
    'conversation.user.created': (at) => conversation(at, 'open'),
    'conversation.admin.closed': (at) => conversation(at, 'closed'),
    'conversation.deleted': ({ id }) => ({ type: 'conversation', conversation_id: `conversation-${id}` }),
    'ticket.created': ({ id, now }) => ({
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
      created_at: secondsOf(now),
      updated_at: secondsOf(now),
    }),
    'contact.user.created': ({ id, now }) => ({
      type: 'contact',
      id: `contact-${id}`,
      external_id: `user-${id}`,
      role: 'user',
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      created_at: secondsOf(now),
      updated_at: secondsOf(now),
    }),
  } satisfies { readonly [Topic in IntercomEventType]?: (at: SampleAt) => object },
});

function conversation({ id, now }: SampleAt, state: 'open' | 'closed'): object {
  const at = secondsOf(now);
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

function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
