import { isJsonObject } from '../../../functions/src/core/event/json.ts';
import { textAt, type JsonObject } from '../google/json.ts';
import type { FakeRequest } from './fake-request.ts';
import { nameFault, refusal, subscriptionFault, topicFault, type Reply } from './refusals.ts';

/** Resources by service and name. */
export type Resources = Map<string, JsonObject>;

/** What is listed as a whole and created by POST. */
export const LISTS = /^(\w+\/)projects\/[^/]+\/(alertPolicies|dashboards)$/;

/** Collections whose members get their names from Google. */
export function listed(resources: Resources, { method, path, body }: FakeRequest): Reply {
  const [, prefix = '', kind = ''] = LISTS.exec(path) ?? [];
  const members = [...resources].flatMap(([name, found]) => (name.startsWith(`${path}/`) ? [found] : []));
  if (method === 'GET') return { status: 200, body: { [kind]: members } };
  const name = `${path}/${members.length + 1}`;
  resources.set(name, { ...body, name: name.slice(prefix.length), etag: 'e1' });
  return { status: 200, body: {} };
}

export function create(resources: Resources, { path, body }: FakeRequest): Reply {
  if (path.startsWith('logging/')) {
    resources.set(path, { ...body, version: 'V2' });
    return { status: 200, body };
  }
  if (resources.has(path)) return refusal(409, 'Resource already exists');
  const fault = nameFault(path) ?? (path.includes('/subscriptions/') ? subscriptionFault(body) : topicFault(body));
  if (fault !== undefined) return refusal(400, fault);
  const topic = textAt(body, 'topic');
  if (topic !== undefined && !resources.has(`pubsub/${topic}`)) return refusal(404, 'Topic not found');
  resources.set(path, { name: path.replace(/^\w+\//, ''), ...body });
  return { status: 200, body };
}

export function change(resources: Resources, request: FakeRequest): Reply {
  const { path, query, body } = request;
  const before = resources.get(path) ?? {};
  if (path.startsWith('firestore/')) {
    if (query.get('updateMask') !== 'ttlConfig') return refusal(400, 'Only ttlConfig is known here');
    resources.set(path, { ...before, ttlConfig: { state: 'CREATING' } });
    return { status: 200, body: { name: 'operations/1' } };
  }
  if (path.startsWith('storage/')) {
    if (query.get('ifMetagenerationMatch') !== before['metageneration']) return refusal(412, 'Precondition failed');
    resources.set(path, { ...before, ...body, metageneration: `${Number(before['metageneration']) + 1}` });
    return { status: 200, body: {} };
  }
  if (path.startsWith('run/')) {
    const mask = query.get('updateMask')?.split(',') ?? [];
    if (!resources.has(path)) return refusal(404, 'Resource not found');
    resources.set(path, { ...before, ...Object.fromEntries(mask.map((name) => [name, body[name]])) });
    return { status: 200, body: { name: 'operations/1' } };
  }
  if (/^(monitoring|dashboards)\//.test(path)) {
    resources.set(path, { ...before, ...body });
    return { status: 200, body: {} };
  }
  return changeMasked(resources, request, before);
}

function changeMasked(resources: Resources, { path, body }: FakeRequest, before: JsonObject): Reply {
  if (!resources.has(path)) return refusal(404, 'Resource not found');
  const fields = body['topic'] ?? body['subscription'];
  const mask = textAt(body, 'updateMask')?.split(',') ?? [];
  if (!isJsonObject(fields) || mask.length === 0) return refusal(400, 'The update_mask must be specified');
  const fixed = mask.find((name) => name === 'topic' || name === 'filter');
  if (fixed !== undefined) return refusal(400, `Invalid update_mask: ${fixed} cannot be updated`);
  const changed = { ...before, ...Object.fromEntries(mask.map((name) => [name, fields[name]])) };
  const fault = path.includes('/subscriptions/') ? subscriptionFault(changed) : topicFault(changed);
  if (fault !== undefined) return refusal(400, fault);
  resources.set(path, changed);
  return { status: 200, body: {} };
}
