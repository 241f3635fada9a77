import { randomBytes } from 'node:crypto';
import { isJsonObject, isText } from '../../core/event/json.ts';
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
  answers: ({ events }) => Object.fromEntries(listOf(events).flatMap(tasksIn)),
  bodies: {
    'task.added': () => ({ parent: PROJECT }),
    'task.changed': () => ({ change: { field: 'completed', action: 'changed' } }),
    'task.deleted': () => ({}),
    'task.undeleted': () => ({}),
    'story.added': ({ id }) => ({
      resource: { gid: `12099002${id}`, resource_type: 'story', resource_subtype: 'comment_added' },
      parent: { gid: `12099001${id}`, resource_type: 'task', resource_subtype: 'default_task' },
    }),
    'project.changed': () => ({ resource: PROJECT, change: { field: 'name', action: 'changed' } }),
  } satisfies { readonly [Type in AsanaEventType]?: (at: SampleAt) => object },
});

const PROJECT = { gid: '1209900000007', resource_type: 'project' } as const;

function listOf(events: unknown): readonly unknown[] {
  return Array.isArray(events) ? events : [];
}

/** The task that an event names, as Asana's API has it after the event. */
function tasksIn(event: unknown): readonly [request: string, answer: object][] {
  const { resource, action, change } = isJsonObject(event) ? event : {};
  const { gid, resource_type: kind } = isJsonObject(resource) ? resource : {};
  if (kind !== 'task' || action === 'deleted' || !isText(gid)) return [];
  const task = {
    gid,
    resource_type: 'task',
    name: 'Write the release notes',
    completed: isJsonObject(change) && change['field'] === 'completed',
    assignee: { gid: '1203300410008', resource_type: 'user' },
    permalink_url: `https://app.asana.com/0/1209900000007/${encodeURIComponent(gid)}`,
    memberships: [{ section: { gid: '1209900000011', name: 'In progress' } }],
    custom_fields: [{ gid: '1209900000021', name: 'Priority', display_value: 'High' }],
  };
  return [[`GET /api/1.0/tasks/${encodeURIComponent(gid)}`, { data: task }]];
}
