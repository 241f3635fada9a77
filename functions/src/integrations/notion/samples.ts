import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { NotionEventType } from './event.ts';
import { notion } from './index.ts';

const DATA_SOURCE = { id: '4b7e0c92-1d5a-4f38-9c60-a2f1e8d3b574', type: 'data_source' };

/** Realistic Notion events of one page and its database. */
export const notionSamples = samplesOf(notion, {
  secret: () => `secret_${randomBytes(32).toString('base64url').replaceAll(/[-_]/g, 'x')}`,
  headers: () => ({ 'user-agent': 'notion-api' }),
  around: (type, data, { id, now }) => ({
    id: `9d2f4e61-${type.replaceAll(/\W/g, '')}-${id}`,
    timestamp: now.toISOString(),
    workspace_id: 'e1c7a504-8b2d-4963-b0f5-7d3e92a6c184',
    workspace_name: 'Cups',
    subscription_id: '7a60d3b9-5e1f-4c82-a947-0f8b6e2d51c3',
    integration_id: '2c95f1e8-0b74-4d3a-8e6f-b1a7c40d9e52',
    authors: [{ id: '60e8b2d7-grace', type: 'person' }],
    attempt_number: 1,
    api_version: '2026-03-11',
    entity: type.startsWith('page.') ? { id: `page-${id}`, type: 'page' } : DATA_SOURCE,
    type,
    data,
  }),
  bodies: {
    'page.created': () => ({ parent: DATA_SOURCE }),
    'page.content_updated': ({ id }) => ({
      parent: DATA_SOURCE,
      updated_blocks: [{ id: `block-${id}`, type: 'block' }],
    }),
    'page.properties_updated': () => ({ parent: DATA_SOURCE, updated_properties: ['kqLW'] }),
    'page.deleted': () => ({ parent: DATA_SOURCE }),
    'data_source.schema_updated': ({ id }) => ({
      parent: { id: `database-${id}`, type: 'database' },
      updated_properties: [{ id: 'kqLW', name: 'Status', action: 'updated' }],
    }),
  } satisfies { readonly [Type in NotionEventType]?: (at: SampleAt) => object },
});
