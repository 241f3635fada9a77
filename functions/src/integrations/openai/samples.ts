import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { OpenaiEventType } from './event.ts';
import { openai } from './index.ts';

/** Realistic OpenAI events: work in the background that has ended, and a call. */
export const openaiSamples = samplesOf(openai, {
  secret: () => `whsec_${randomBytes(32).toString('base64')}`,
  headers: () => ({ 'user-agent': 'OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)' }),
  around: (type, data, { id, now }) => ({
    id: `evt_${type.replaceAll(/\W/g, '')}${id}`,
    object: 'event',
    created_at: Math.floor(now.getTime() / 1000),
    type,
    data,
  }),
  bodies: {
    'response.completed': ({ id }) => ({ id: `resp_cups${id}` }),
    'response.failed': ({ id }) => ({ id: `resp_saucers${id}` }),
    'batch.completed': ({ id }) => ({ id: `batch_cups${id}` }),
    'fine_tuning.job.succeeded': ({ id }) => ({ id: `ftjob-cups${id}` }),
    'realtime.call.incoming': ({ id }) => ({
      call_id: `rtc_cups${id}`,
      sip_headers: [
        { name: 'From', value: 'sip:+43123456@sip.example.com' },
        { name: 'To', value: 'sip:proj_cups@sip.api.openai.com' },
      ],
    }),
  } satisfies { readonly [Type in OpenaiEventType]?: (at: SampleAt) => object },
});
