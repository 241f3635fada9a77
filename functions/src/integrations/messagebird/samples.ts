import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { MessagebirdEventType, MessagebirdStatus } from './event.ts';
import { messagebird } from './index.ts';

/** Realistic events of one conversation. */
export const messagebirdSamples = samplesOf(messagebird, {
  around: (type, fields, { id, now }) => ({
    contact: { id: '9354647c5b144a2b8c1d5e6f', msisdn: 31_612_345_678, displayName: 'Ada Lovelace' },
    conversation: {
      id: `2e15efafec384e1c82e98420${id}`,
      contactId: '9354647c5b144a2b8c1d5e6f',
      status: 'active',
      createdDatetime: now.toISOString(),
      updatedDatetime: now.toISOString(),
      lastUsedChannelId: '619747f69cf940a98fb44314',
    },
    ...fields,
    type,
  }),
  bodies: {
    'message.updated': (at) => message(at, 'sent', 'delivered', 'It is!'),
    'message.created': (at) => message(at, 'received', 'received', 'Is my parcel on its way?'),
    'conversation.created': () => ({}),
  } satisfies { readonly [Type in MessagebirdEventType]?: (at: SampleAt) => object },
});

function message({ id, now }: SampleAt, direction: string, status: MessagebirdStatus, text: string): object {
  return {
    message: {
      id: `8909570b6c214a2b4c99f2c4${id}`,
      conversationId: `2e15efafec384e1c82e98420${id}`,
      channelId: '619747f69cf940a98fb44314',
      platform: 'whatsapp',
      to: '+31612345678',
      from: '+31970012345',
      direction,
      status,
      type: 'text',
      content: { text },
      createdDatetime: now.toISOString(),
      updatedDatetime: now.toISOString(),
    },
  };
}
