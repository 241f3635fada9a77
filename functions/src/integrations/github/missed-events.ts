import { isJsonObject } from '../../core/event/json.ts';
import { compactJson, memberOf } from '../../core/event/json-text.ts';
import { namesIn } from '../../core/logic/names-in.ts';
import { setting } from '../../core/logic/setting.ts';
import { headersAt, nextIn, objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { ListedEvent, ListedItem, Lister } from '../../core/recover/lister.ts';
import type { ListingApi } from '../../core/recover/listing-api.ts';
import { API, headersFor, PAGE_SIZE } from './api.ts';
import { github } from './index.ts';
import { sentBody } from './spelling.ts';

/** The one hook of an app, in paths of the API. */
export const APP_HOOK = 'app/hook';
const HOOK = /^(?:app(?:\/hook)?|(?:repos\/[\w.-]+\/[\w.-]+|orgs\/[\w.-]+)\/hooks\/\d+)$/;

export const hooks = setting('GITHUB_HOOKS', {
  read: (text) =>
    namesIn(text, HOOK, 'is not a hook; write repos/OWNER/REPOSITORY/hooks/ID, orgs/ORGANIZATION/hooks/ID or app').map(
      (name) => (name === 'app' ? APP_HOOK : name),
    ),
});
export const appId = setting('GITHUB_APP_ID');

/**
 * Lists the deliveries of GitHub's hooks. GitHub never sends an event again by itself.
 *
 * The list holds the payload parsed, not its bytes, and the id of an event rests on the bytes. They are the spelling that the
 * request's own signature fits. If none does, a difference in spelling could give a handled event a second id, so only what was
 * not delivered is taken.
 * @see https://docs.github.com/en/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
 */
export const githubMissedEvents: Lister = {
  integration: github,
  capabilities: {
    reachDays: 3,
    tellsUndelivered: 'only those',
    filtersTime: false,
    order: 'newest first',
    pagesShift: false,
  },
  settings: [hooks],
  parts: (api) => api.use(hooks),
  async page({ part, cursor }, api) {
    const url = urlWith(`${API}/${part}/deliveries`, { per_page: PAGE_SIZE, cursor });
    const { json, headers } = await api.ask(url, {
      headers: await headersFor(api, part === APP_HOOK ? appId : undefined),
    });
    return { items: objectsAt(json, '').map((line) => itemOf(line, part, api)), next: nextIn(headers, 'cursor') };
  },
};

function itemOf(line: Record<string, unknown>, part: string, api: ListingApi): ListedItem {
  const [event, action] = [textAt(line, '/event'), textAt(line, '/action')];
  const id = textAt(line, '/id') ?? '';
  const code = Number(line['status_code']);
  return {
    // All attempts have one; a hook of another URL has the same, but is another part.
    key: textAt(line, '/guid') ?? id,
    at: timeAt(line, '/delivered_at'),
    delivery: line['status'] === 'OK' || (code >= 200 && code < 300) ? 'delivered' : 'undelivered',
    ...(event !== undefined && { type: action === undefined ? event : `${event}.${action}` }),
    event: async () => {
      const url = `${API}/${part}/deliveries/${encodeURIComponent(id)}`;
      const { text, json } = await api.ask(url, {
        headers: await headersFor(api, part === APP_HOOK ? appId : undefined),
      });
      return eventOf(text, json, api);
    },
  };
}

/** The request as GitHub sent it: JSON, or a form with the JSON in it. */
async function eventOf(text: string, json: unknown, api: ListingApi): Promise<ListedEvent | undefined> {
  const payload = memberOf(memberOf(compactJson(text), 'request'), 'payload');
  if (payload === undefined || !isJsonObject(json)) return undefined;
  const headers = headersAt(json, '/request/headers');
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const signature = headers['x-hub-signature-256'];
  return { headers, body: await sentBody({ payload, isForm, signature }, await api.webhookSecrets()) };
}
