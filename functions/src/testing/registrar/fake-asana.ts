import { isJsonObject } from '../../core/event/json.ts';
import { isRegistrationOpen } from '../../core/integration/registration.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from './fake-registrations.ts';

export const ASANA_KEY = '2/1201/34567:89abcdef';
export const ASANA_PROJECT = '1209900000007';
const WORKSPACES = ['101', '102'];
const PAGE = 5;

interface Webhook {
  readonly gid: string;
  readonly active: boolean;
  readonly resource: string;
  readonly target: string;
  readonly filters: readonly object[];
  readonly secret: string;
}

/** Asana's webhooks: it calls the target before it answers, and lists what is in one workspace. */
export class FakeAsana implements FakeRegistrations {
  readonly webhooks: Webhook[] = [];
  /** Whether the endpoint repeats the secret that it is sent. It does so only while a registration is open. */
  isRepeated = (target: string): boolean => {
    const request = { method: 'POST', url: new URL(target).search, publicUrls: [], headers: {}, rawBody: Buffer.of() };
    return isRegistrationOpen('asana', { ...request, receivedAt: new Date() }, this.#secrets());
  };
  #secrets: () => readonly string[] = () => [];
  #count = 0;

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Bearer ${ASANA_KEY}`) return refusal(401, 'Not Authorized');
    const path = url.pathname.replace('/api/1.0', '');
    if (url.host !== 'app.asana.com') return refusal(404, 'No such host');
    if (path === '/workspaces') return { body: { data: WORKSPACES.map((gid) => ({ gid })), next_page: null } };
    const data = isJsonObject(body) ? body['data'] : undefined;
    if (path === '/webhooks') return method === 'POST' ? this.#create(data) : this.#page(url.searchParams);
    const found = this.webhooks.find(({ gid }) => path === `/webhooks/${gid}`);
    if (found === undefined) return refusal(404, 'webhook: Unknown object');
    const index = this.webhooks.indexOf(found);
    if (method === 'DELETE') this.webhooks.splice(index, 1);
    else if (isJsonObject(data) && Object.keys(data).join() === 'filters')
      this.webhooks[index] = { ...found, filters: objectsAt(data, '/filters') };
    else return refusal(400, 'Only filters can be changed');
    return { body: { data: {} } };
  }

  /** The secret of the webhook that is created next. */
  get offered(): string {
    return `${this.#count + 1}`.padStart(32, 'abcdef0123456789');
  }

  receivedBy(secrets: () => readonly string[]): void {
    this.#secrets = secrets;
  }

  plant({ url, types, isOn = true }: Planted): string {
    const filters = types.map((type) => ({ resource_type: type.split('.')[0], action: type.split('.')[1] }));
    return this.#add({ active: isOn, resource: ASANA_PROJECT, target: url, filters }).gid;
  }

  turnOff(id: string): void {
    const index = this.webhooks.findIndex(({ gid }) => gid === id);
    const found = this.webhooks[index];
    if (found !== undefined) this.webhooks[index] = { ...found, active: false };
  }

  held(): readonly HeldWebhook[] {
    return this.webhooks.map(({ gid, active, target, filters, secret }) => ({
      id: gid,
      url: target.replace(/\?.*$/, ''),
      types: filters.map((one) => `${textAt(one, '/resource_type')}.${textAt(one, '/action')}`),
      isOn: active,
      isMarked: false,
      secret,
    }));
  }

  #create(data: unknown): ListAnswer {
    const [resource, target] = [textAt(data, '/resource') ?? '', textAt(data, '/target') ?? ''];
    const isTaken = this.webhooks.some((one) => one.resource === resource && one.target === target);
    if (isTaken) return refusal(403, 'Duplicate webhook');
    if (!this.isRepeated(target)) return refusal(400, 'The remote server did not respond with the handshake secret.');
    const added = this.#add({ active: true, resource, target, filters: objectsAt(data, '/filters') });
    return { status: 201, body: { data: shown(added), 'X-Hook-Secret': added.secret } };
  }

  #add(webhook: Omit<Webhook, 'gid' | 'secret'>): Webhook {
    const { offered: secret } = this;
    const added = { ...webhook, gid: String(12_000 + ++this.#count), secret };
    this.webhooks.push(added);
    return added;
  }

  /** All of them are in the second workspace. */
  #page(query: URLSearchParams): ListAnswer {
    const [workspace, resource] = [query.get('workspace'), query.get('resource')];
    if (workspace === null) return refusal(400, 'workspace: Missing input');
    const all = this.webhooks.filter((one) => resource === null || one.resource === resource);
    const start = Number(query.get('offset') ?? 0);
    const data = workspace === '102' ? all.slice(start, start + PAGE).map(shown) : [];
    const end = start + PAGE;
    return { body: { data, next_page: workspace === '102' && end < all.length ? { offset: String(end) } : null } };
  }
}

function shown({ gid, active, resource, target, filters }: Webhook) {
  return { gid, resource_type: 'webhook', active, resource: { gid: resource, name: 'Cups' }, target, filters };
}

function refusal(status: number, message: string): ListAnswer {
  return { status, body: { errors: [{ message, help: 'For more information on API status codes, see the docs.' }] } };
}
