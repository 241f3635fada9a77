import { randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { AsanaEventType } from './event.ts';
import { asana } from './index.ts';

/** Realistic Asana events of a task in a project. */
export const asanaSamples = samplesOf(asana, {
  secret: () => randomBytes(32).toString('hex'),
  around: (type, fields, { id, now }) => {
    const [, action] = type.split('.');
    const user = { gid: '1203300410008', resource_type: 'user' };
    const resource = { gid: `12099001${id}`, resource_type: 'task', resource_subtype: 'default_task' };
    return { events: [{ user, created_at: now.toISOString(), action, resource, parent: null, ...fields }] };
  },
  bodies: {
    'task.added': () => ({ parent: PROJECT }),
    'task.changed': () => ({ change: { field: 'completed', action: 'changed' } }),
    'task.deleted': () => ({}),
    'story.added': ({ id }) => ({
      resource: { gid: `12099002${id}`, resource_type: 'story', resource_subtype: 'comment_added' },
      parent: { gid: `12099001${id}`, resource_type: 'task', resource_subtype: 'default_task' },
    }),
    'project.changed': () => ({ resource: PROJECT, change: { field: 'name', action: 'changed' } }),
  } satisfies { readonly [Type in AsanaEventType]?: (at: SampleAt) => object },
});

const PROJECT = { gid: '1209900000007', resource_type: 'project' } as const;
