import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { PersonaEventType, PersonaInquiryStatus } from './event.ts';
import { persona } from './index.ts';

/** Realistic Persona events of one inquiry. */
export const personaSamples = samplesOf(persona, {
  secret: () => `wbhsec_${crypto.randomUUID()}`,
  around: (type, data, { id, now }) => ({
    data: {
      type: 'event',
      id: `evt_${type}_${id}`,
      attributes: { name: type, payload: { data }, 'created-at': now.toISOString(), 'redacted-at': null },
    },
  }),
  bodies: {
    'inquiry.approved': (at) => inquiry(at, 'approved'),
    'inquiry.created': (at) => inquiry(at, 'created'),
    'inquiry.completed': (at) => inquiry(at, 'completed'),
    'inquiry.declined': (at) => inquiry(at, 'declined'),
    'inquiry.marked-for-review': (at) => inquiry(at, 'needs_review'),
    'verification.failed': ({ id }) => ({
      type: 'verification/government-id',
      id: `ver_R8LrzfBqG4wC6zqz${id}`,
      attributes: { status: 'failed', checks: [{ name: 'id_expired_detection', status: 'failed', reasons: [] }] },
    }),
  } satisfies { readonly [Type in PersonaEventType]?: (at: SampleAt) => object },
});

function inquiry({ id, now }: SampleAt, status: PersonaInquiryStatus): object {
  return {
    type: 'inquiry',
    id: `inq_2CVZ4HyVg7qaboXz${id}`,
    attributes: {
      status,
      'reference-id': `user_${id}`,
      note: null,
      tags: [],
      'created-at': new Date(now.getTime() - 420_000).toISOString(),
      'completed-at': status === 'created' ? null : now.toISOString(),
      fields: {},
    },
  };
}
