import { createHash, randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { LineEventType } from './event.ts';
import { line } from './index.ts';

/** Realistic LINE events, one in each request. */
export const lineSamples = samplesOf(line, {
  headers: () => ({ 'user-agent': 'LineBotWebhook/2.0' }),
  secret: () => randomBytes(16).toString('hex'),
  around: (type, fields, { id, now }) => ({
    destination: lineId('U', 'bot'),
    events: [
      {
        type,
        mode: 'active',
        timestamp: now.getTime(),
        source: { type: 'user', userId: lineId('U', 'ada') },
        webhookEventId: `01KBS${type.toUpperCase()}${id}`,
        deliveryContext: { isRedelivery: false },
        ...fields,
      },
    ],
  }),
  bodies: {
    message: ({ id }) => ({
      replyToken: `0f3779fba3b349968c5d07db31${id}`,
      message: { id: `444573844083572${id}`, type: 'text', quoteToken: 'q3Plxr4AgKd', text: '注文はどこですか' },
    }),
    follow: ({ id }) => ({
      replyToken: `85cbe770fa8b4f45bbe077b1d4${id}`,
      follow: { isUnblocked: false },
    }),
    unfollow: () => ({}),
    postback: ({ id }) => ({
      replyToken: `b60d432864f44d079f6d8efe86${id}`,
      source: { type: 'group', groupId: lineId('C', 'friends'), userId: lineId('U', 'ada') },
      postback: { data: `action=buy&item=${id}` },
    }),
    accountLink: ({ id }) => ({
      replyToken: `b60d432864f44d079f6d8efe87${id}`,
      link: { result: 'ok', nonce: `nonce-of-${id}` },
    }),
  } satisfies { readonly [Type in LineEventType]?: (at: SampleAt) => object },
});

/** A letter and 32 hex digits. */
function lineId(letter: 'U' | 'C', name: string): string {
  return letter + createHash('md5').update(name).digest('hex');
}
