import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { FrontEventType } from './event.ts';
import { front } from './index.ts';

const API = 'https://cups.api.frontapp.com';

/** Realistic Front events of one conversation, sent to an app. */
export const frontSamples = samplesOf(front, {
  around: (type, payload, { id, now }) => ({
    type,
    authorization: { id: 'cmp_cups' },
    payload: {
      _links: { self: `${API}/events/evt_${id}` },
      id: `evt_${type.replaceAll('_', '')}${id}`,
      emitted_at: now.getTime() / 1000,
      source: { _meta: { type: 'inboxes' }, data: [{ id: 'inb_1', name: 'Support' }] },
      ...payload,
    },
  }),
  bodies: {
    inbound_received: ({ id, now }) => ({
      type: 'inbound',
      conversation: conversation(id, { status: 'unassigned', assignee: null }),
      target: {
        _meta: { type: 'message' },
        data: { id: `msg_${id}`, type: 'email', is_inbound: true, created_at: now.getTime() / 1000, blurb: 'Hello' },
      },
    }),
    assignee_changed: ({ id }) => ({ type: 'assign', conversation: conversation(id, { status: 'assigned' }) }),
    conversation_archived: ({ id }) => ({ type: 'archive', conversation: conversation(id, { status: 'archived' }) }),
  } satisfies { readonly [Type in FrontEventType]?: (at: SampleAt) => object },
});

function conversation(id: string, change: object): object {
  return {
    _links: { self: `${API}/conversations/cnv_${id}` },
    id: `cnv_${id}`,
    subject: 'Where is order 1001?',
    assignee: { id: 'tea_grace', email: 'grace@example.com', username: 'grace' },
    recipient: { handle: 'ada.lovelace@example.com', role: 'from' },
    tags: [],
    is_private: false,
    ...change,
  };
}
