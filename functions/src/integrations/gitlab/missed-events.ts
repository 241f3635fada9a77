import { isJsonObject } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { namesIn } from '../../core/logic/names-in.ts';
import { setting } from '../../core/logic/setting.ts';
import { headersAt, nextIn, objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { ListedEvent, ListedItem, Lister } from '../../core/recover/lister.ts';
import { gitlab } from './index.ts';

/** GitLab's most. */
const PAGE_SIZE = 20;
const HOOK = /^[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d{1,5})?\/(?:projects|groups)\/(?!\.\.?\/)(?:[\w.-]|%2F)+\/hooks\/\d+$/i;

/** The webhooks whose requests are listed. */
export const hooks = setting('GITLAB_HOOKS', {
  read: (text) =>
    namesIn(
      text,
      HOOK,
      'is not a webhook; write HOST/projects/ID/hooks/ID or HOST/groups/ID/hooks/ID, such as gitlab.com/projects/512/hooks/7',
    ),
});

/**
 * Lists the requests that GitLab's webhooks made. GitLab never makes one again by itself. Of what it keeps, it removes the
 * addresses of people; only what was not delivered is taken, so that nobody gets an event again without them.
 * @see https://docs.gitlab.com/api/project_webhooks/#get-a-list-of-project-webhook-events
 */
export const gitlabMissedEvents: Lister = {
  integration: gitlab,
  capabilities: {
    reachDays: 7,
    tellsUndelivered: 'only those',
    filtersTime: false,
    order: 'newest first',
    pagesShift: true,
  },
  budget: { perSecond: 5 },
  settings: [hooks],
  parts: (api) => api.use(hooks),
  async page({ part, cursor }, api) {
    const [host = '', ...path] = part.split('/');
    const url = `https://${host}/api/v4/${path.join('/')}/events`;
    const { json, headers } = await api.ask(urlWith(url, { per_page: PAGE_SIZE, page: cursor }), {
      headers: { 'private-token': await api.key() },
    });
    return { items: objectsAt(json, '').map(itemOf), next: nextIn(headers, 'page') };
  },
};

function itemOf(line: Record<string, unknown>): ListedItem {
  const headers = headersAt(line, '/request_headers');
  const at = timeAt(line, '/created_at');
  // The id of the delivery, under either name. A request that somebody made again has the same.
  const id = headers['webhook-id'] ?? headers['idempotency-key'];
  return {
    key: id ?? textAt(line, '/id') ?? '',
    at,
    delivery: /^[23]\d\d$/.test(textAt(line, '/response_status') ?? '') ? 'delivered' : 'undelivered',
    event: eventOf(line, id, timeOf(headers['webhook-timestamp']) ?? at) ?? (() => Promise.resolve(undefined)),
  };
}

/** GitLab keeps no event that is too large for its log, and without its id, an event could have a second effect. */
function eventOf(line: Record<string, unknown>, signedId: string | undefined, signedAt: Date): ListedEvent | undefined {
  const { request_data: body } = line;
  if (!isJsonObject(body) || body['oversize'] === true || signedId === undefined) return undefined;
  return { body, signedId, signedAt };
}
