import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { FigmaEventType } from './event.ts';
import { figma } from './index.ts';

const GRACE = { id: '7710', handle: 'grace' };

/** Realistic Figma events of one file. */
export const figmaSamples = samplesOf(figma, {
  around: (type, body, { now }) => ({
    event_type: type,
    timestamp: now.toISOString().replace(/\.\d+/, ''),
    webhook_id: '88',
    ...body,
  }),
  bodies: {
    FILE_UPDATE: (at) => file(at),
    FILE_COMMENT: (at) => ({
      ...file(at),
      comment: [{ text: 'The handle looks too small' }],
      comment_id: `55${at.id}`,
      created_at: at.now.toISOString(),
      mentions: [],
      order_id: '4',
      parent_id: '',
      resolved_at: '',
      triggered_by: GRACE,
    }),
    LIBRARY_PUBLISH: (at) => ({
      ...file(at),
      description: 'Larger handles',
      created_components: [],
      modified_components: [{ key: 'cup', name: 'Cup' }],
      deleted_components: [],
      triggered_by: GRACE,
    }),
    PING: () => ({}),
  } satisfies { readonly [Type in FigmaEventType]?: (at: SampleAt) => object },
});

function file({ id }: SampleAt): object {
  return { file_key: `cUps${id}`, file_name: 'Cups' };
}
