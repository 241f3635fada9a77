import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ZendeskEventType } from './event.ts';
import { zendesk } from './index.ts';

/** Realistic Zendesk events. */
export const zendeskSamples = samplesOf(zendesk, {
  secret: () => randomBytes(32).toString('base64'),
  headers: ({ id }) => ({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Zendesk Webhook',
    'x-zendesk-account-id': '12514403',
    'x-zendesk-webhook-id': '01F1KRFQ6BG29CNWFR60NK5FNY',
    'x-zendesk-webhook-invocation-id': `8350205582-${id}`,
  }),
  around: (type, body, { id, now }) => ({
    account_id: 12514403,
    ...body,
    id: `cbe4028c-7239-495d-b020-${id}`,
    subject: `zen:ticket:${ticketId(id)}`,
    time: now.toISOString(),
    type,
    zendesk_event_version: '2022-11-06',
  }),
  bodies: {
    'zen:event-type:ticket.created': (at) => ({ detail: ticket(at, 'NEW'), event: {} }),
    'zen:event-type:ticket.status_changed': (at) => ({
      detail: ticket(at, 'SOLVED'),
      event: { current: 'SOLVED', previous: 'OPEN' },
    }),
    'zen:event-type:ticket.comment_added': (at) => ({
      detail: ticket(at, 'OPEN'),
      event: {
        comment: {
          id: '18974',
          body: 'Have you tried it on a Wednesday?',
          is_public: true,
          author: { id: '8447388090494', is_staff: true },
        },
      },
    }),
    'zen:event-type:ticket.soft_deleted': (at) => ({ detail: ticket(at, 'DELETED'), event: {} }),
    'zen:event-type:ticket.undeleted': (at) => ({ detail: ticket(at, 'OPEN'), event: {} }),
    'zen:event-type:ticket.permanently_deleted': (at) => ({ detail: ticket(at, 'DELETED'), event: {} }),
  } satisfies { readonly [Type in ZendeskEventType]?: (at: SampleAt) => object },
});

function ticket({ id, now }: SampleAt, status: string): object {
  return {
    id: ticketId(id),
    subject: 'Saving fails on Tuesdays',
    description: 'It does not work on Tuesdays.',
    status,
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
  };
}

function ticketId(id: string): string {
  return BigInt(`0x${Buffer.from(id).toString('hex').slice(-14) || '1'}`).toString();
}
