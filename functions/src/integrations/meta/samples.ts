import { randomBytes } from 'node:crypto';
import type { Samples } from '../../core/integration/samples.ts';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { MetaEventType, WhatsappStatus } from './event.ts';
import { meta } from './index.ts';

const signed = samplesOf(meta, {
  headers: () => ({ 'user-agent': 'facebookexternalua' }),
  secret: () => randomBytes(16).toString('hex'),
  bodies: {
    'whatsapp.status': (at) => whatsapp({ statuses: [status(at, 'delivered')] }),
    'whatsapp.message': ({ id, now }) =>
      whatsapp({
        contacts: [{ profile: { name: 'Ada Lovelace' }, wa_id: '4366012345678' }],
        messages: [
          {
            from: '4366012345678',
            id: `wamid.SGVsbG8=${id}`,
            timestamp: seconds(now),
            text: { body: 'Where is my order?' },
            type: 'text',
          },
        ],
      }),
    'page.feed': ({ id, now }) =>
      page(
        {
          changes: [
            {
              field: 'feed',
              value: {
                from: { id: '1067280970047460', name: 'Ada Lovelace' },
                item: 'comment',
                verb: 'add',
                comment_id: `44444444_${id}`,
                post_id: '44444444_55555555',
                message: 'When will it be back in stock?',
                created_time: Number(seconds(now)),
              },
            },
          ],
        },
        now,
      ),
    'page.leadgen': ({ id, now }) =>
      page(
        {
          changes: [
            {
              field: 'leadgen',
              value: {
                leadgen_id: `9988${id}`,
                page_id: '44444444',
                form_id: '7766',
                created_time: Number(seconds(now)),
              },
            },
          ],
        },
        now,
      ),
    'page.messaging': ({ id, now }) =>
      page(
        {
          messaging: [
            {
              sender: { id: '1067280970047460' },
              recipient: { id: '44444444' },
              timestamp: now.getTime(),
              message: { mid: `m_${id}`, text: 'Hello' },
            },
          ],
        },
        now,
      ),
  } satisfies { readonly [Type in MetaEventType]?: (at: SampleAt) => object },
});

/** Realistic events of WhatsApp and pages, one in each request. */
export const metaSamples: Samples = {
  ...signed,
  makeSecret: () => ({ ...signed.makeSecret(), verifyToken: randomBytes(24).toString('base64url') }),
};

function whatsapp(value: object): object {
  const metadata = { display_phone_number: '15550001111', phone_number_id: '106540352242922' };
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } };
  return { object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes: [change] }] };
}

function status({ id, now }: SampleAt, reached: WhatsappStatus): object {
  return {
    id: `wamid.QW5zd2Vy${id}`,
    status: reached,
    timestamp: seconds(now),
    recipient_id: '4366012345678',
    pricing: { billable: true, pricing_model: 'PMP', category: 'utility', type: 'regular' },
  };
}

function page(entry: object, now: Date): object {
  return { object: 'page', entry: [{ id: '44444444', time: Number(seconds(now)), ...entry }] };
}

function seconds(time: Date): string {
  return String(Math.floor(time.getTime() / 1000));
}
