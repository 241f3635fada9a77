import { createHmac, randomBytes } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import type { ZendeskEventType } from './native.ts';

const TICKET_EVENTS = {
  'zen:event-type:ticket.created': { status: 'NEW', event: {} },
  'zen:event-type:ticket.status_changed': { status: 'SOLVED', event: { current: 'SOLVED', previous: 'OPEN' } },
  'zen:event-type:ticket.comment_added': {
    status: 'OPEN',
    event: {
      comment: {
        id: '18974',
        body: 'Have you tried it on a Wednesday?',
        is_public: true,
        author: { id: '8447388090494', is_staff: true },
      },
    },
  },
  'zen:event-type:ticket.soft_deleted': { status: 'DELETED', event: {} },
} satisfies { readonly [Type in ZendeskEventType]?: { readonly status: string; readonly event: object } };

/** Realistic Zendesk events, signed as Zendesk signs them. */
export const zendeskSamples: Samples = {
  types: Object.keys(TICKET_EVENTS),

  makeSecret() {
    const secret = randomBytes(32).toString('base64');
    return { configured: secret, signing: secret };
  },

  sample(type, { id, now }) {
    const sample = isSampled(type) ? TICKET_EVENTS[type] : { status: 'OPEN', event: {} };
    const ticketId = BigInt(`0x${Buffer.from(id).toString('hex').slice(-14) || '1'}`).toString();
    return JSON.stringify({
      account_id: 12514403,
      detail: {
        id: ticketId,
        subject: 'Saving fails on Tuesdays',
        description: 'It does not work on Tuesdays.',
        status: sample.status,
        priority: 'HIGH',
        type: 'INCIDENT',
        requester_id: '8447388090494',
        submitter_id: '8447388090494',
        assignee_id: '8447346621310',
        group_id: '8447320466430',
        organization_id: null,
        external_id: null,
        is_public: true,
        tags: ['tuesday'],
        created_at: new Date(now.getTime() - 60_000).toISOString(),
        updated_at: now.toISOString(),
        via: { channel: 'web_service' },
      },
      event: sample.event,
      id: `cbe4028c-7239-495d-b020-${id}`,
      subject: `zen:ticket:${ticketId}`,
      time: now.toISOString(),
      type,
      zendesk_event_version: '2022-11-06',
    });
  },

  request({ body, id, signing, now, url }) {
    const timestamp = now.toISOString().replace(/\.\d{3}Z$/, 'Z');
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Zendesk Webhook',
        'x-zendesk-account-id': '12514403',
        'x-zendesk-webhook-id': '01F1KRFQ6BG29CNWFR60NK5FNY',
        'x-zendesk-webhook-invocation-id': `8350205582-${id}`,
        'x-zendesk-webhook-signature': createHmac('sha256', signing).update(timestamp).update(body).digest('base64'),
        'x-zendesk-webhook-signature-timestamp': timestamp,
      },
      body,
    };
  },
};

function isSampled(type: string): type is keyof typeof TICKET_EVENTS {
  return Object.hasOwn(TICKET_EVENTS, type);
}
