import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { BirdEventType } from './event.ts';
import { bird } from './index.ts';

/** Realistic events of Bird's channels. */
export const birdSamples = samplesOf(bird, {
  around: (type, payload, { id, now }) => ({
    service: 'channels',
    event: type,
    payload: {
      id: `3f1c9f0e-5d2a-4b87-9c60-${id}`,
      channelId: '5f1c9f0e-8a41-4e03-b7d2-0c9b8a7d6e5f',
      direction: type.endsWith('.inbound') ? 'incoming' : 'outgoing',
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      ...payload,
    },
  }),
  bodies: {
    'sms.outbound': () => ({
      status: 'delivered',
      receiver: { contacts: [{ identifierKey: 'phonenumber', identifierValue: '+31612345678' }] },
    }),
    'email.outbound': () => ({ status: 'sent' }),
    'whatsapp.inbound': () => ({
      status: 'delivered',
      sender: { contact: { id: '7f1c9f0e', identifierKey: 'phonenumber', identifierValue: '+31612345678' } },
      body: { type: 'text', text: { text: 'Where is my order?' } },
    }),
  } satisfies { readonly [Type in BirdEventType]?: (at: SampleAt) => object },
});
