import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { Deal, PipedriveEventType } from './event.ts';
import { pipedrive } from './index.ts';

interface Change {
  readonly data: object | null;
  readonly previous: object | null;
}

/** Realistic Pipedrive events: a deal from its beginning to its end, and whom it is with. */
export const pipedriveSamples = samplesOf(pipedrive, {
  secret: () => `pipedrive:${randomBytes(18).toString('hex')}`,
  around: (type, { data, previous }: Partial<Change>, { id, now }) => {
    const [entity, action] = type.split('.');
    const meta = {
      id: `0c7b${id}-92e4-4f1a-b3d8-5ea6104f7c29`,
      entity,
      entity_id: '318',
      action,
      company_id: '7700421',
      user_id: '19004',
      timestamp: now.toISOString(),
      version: '2.0',
      webhook_id: '552',
      correlation_id: `d83e${id}-17c5-4b06-a9f4-c20b6e51d748`,
      attempt: 1,
    };
    return { meta, data: data ?? null, previous: previous ?? null };
  },
  bodies: {
    'deal.create': (at) => ({ data: deal(at), previous: null }),
    'deal.change': (at) => ({
      data: deal(at, { status: 'won', won_time: at.now.toISOString() }),
      previous: { status: 'open', won_time: null },
    }),
    'deal.delete': (at) => ({ data: null, previous: deal(at) }),
    'person.create': ({ now }) => ({
      data: {
        id: 318,
        name: 'Sörn Lund',
        emails: [{ value: 'sorn.lund@example.com', label: 'work', primary: true }],
        org_id: 62,
        owner_id: 19_004,
        add_time: now.toISOString(),
      },
      previous: null,
    }),
    'organization.change': ({ now }) => ({
      data: { id: 318, name: 'Lund & Co', owner_id: 19_004, update_time: now.toISOString() },
      previous: { name: 'Lund' },
    }),
  } satisfies { readonly [Type in PipedriveEventType]?: (at: SampleAt) => Change },
});

function deal({ now }: SampleAt, fields: Deal = {}): Deal {
  return {
    id: 318,
    title: 'Forty desks',
    value: 12_400.5,
    currency: 'EUR',
    status: 'open',
    stage_id: 4,
    pipeline_id: 1,
    person_id: 205,
    org_id: 62,
    owner_id: 19_004,
    expected_close_date: '2026-12-15',
    add_time: now.toISOString(),
    update_time: now.toISOString(),
    custom_fields: {},
    ...fields,
  };
}
