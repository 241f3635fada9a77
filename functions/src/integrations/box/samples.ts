import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { BoxEventType } from './event.ts';
import { box } from './index.ts';

const GRACE = { type: 'user', id: '33009', name: 'Grace Hopper', login: 'grace@example.com' };

/** Realistic Box events of one file, and a folder. */
export const boxSamples = samplesOf(box, {
  headers: ({ id }) => ({ 'user-agent': 'Box-WH-Client', 'box-delivery-id': `c5a0d7e2-1b84-4f39-96ec-${id}` }),
  around: (type, source, { id, now }) => ({
    type: 'webhook_event',
    id: `8e3f-${type.replaceAll(/\W/g, '').toLowerCase()}-${id}`,
    created_at: now.toISOString(),
    trigger: type,
    webhook: { id: '612', type: 'webhook' },
    created_by: GRACE,
    source,
    additional_info: [],
  }),
  bodies: {
    'FILE.UPLOADED': (at) => file(at, {}),
    'FILE.RENAMED': (at) => file(at, { name: 'invoice 1001 (paid).pdf', etag: '2', sequence_id: '2' }),
    'FILE.TRASHED': (at) => file(at, { item_status: 'trashed', etag: '3', sequence_id: '3' }),
    'FOLDER.CREATED': ({ id, now }) => ({
      id: `70${id}`,
      type: 'folder',
      name: 'Invoices',
      etag: '0',
      created_at: now.toISOString(),
      modified_at: now.toISOString(),
      owned_by: GRACE,
      parent: { type: 'folder', id: '0', name: 'All Files' },
      item_status: 'active',
    }),
  } satisfies { readonly [Type in BoxEventType]?: (at: SampleAt) => object },
});

function file({ id, now }: SampleAt, change: object): object {
  return {
    id: `80${id}`,
    type: 'file',
    name: 'invoice 1001.pdf',
    size: 48_211,
    sha1: '3f1c9a0d7e52b86410acd3e97f5b20641d8e7c93',
    etag: '1',
    sequence_id: '1',
    file_version: { type: 'file_version', id: `90${id}` },
    created_at: now.toISOString(),
    modified_at: now.toISOString(),
    owned_by: GRACE,
    parent: { type: 'folder', id: '701', name: 'Invoices' },
    path_collection: { total_count: 1, entries: [{ type: 'folder', id: '0', name: 'All Files' }] },
    item_status: 'active',
    ...change,
  };
}
