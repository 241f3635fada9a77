import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { textAt, textsAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { linearRegistration } from './registration.ts';

const KEY = 'lin_api_0123456789abcdef';
const PAGE = 5;

interface Webhook {
  readonly id: string;
  url: string;
  label: string | null;
  enabled: boolean;
  resourceTypes: readonly string[];
  secret: string;
}

/** Linear's GraphQL API: faults come with 200, a webhook belongs to a team or to all, and every answer shows its secret. */
class FakeLinear implements FakeRegistrations {
  readonly #webhooks: Webhook[] = [];
  readonly failures: { readonly id: string; readonly at: Date; readonly execution: string }[] = [];
  #count = 0;

  answer({ url, headers, body }: ListRequest): ListAnswer {
    if (url.href !== 'https://api.linear.app/graphql') return { status: 404 };
    if (headers.authorization !== KEY)
      return { status: 401, body: { errors: [{ message: 'Authentication required, not authenticated' }] } };
    const [, field = ''] = /\b(webhook\w*)\(/.exec(textAt(body, '/query') ?? '') ?? [];
    const variables = isJsonObject(body) && isJsonObject(body['variables']) ? body['variables'] : {};
    if (field === 'webhooks') return { body: { data: { webhooks: this.#page(textAt(variables, '/after')) } } };
    const input = isJsonObject(variables['input']) ? variables['input'] : {};
    if (field === 'webhookCreate') return this.#create(input);
    const found = this.#webhooks.find(({ id }) => id === variables['id']);
    if (found === undefined) return fault('Entity not found: Webhook');
    if (field === 'webhook') return { body: { data: { webhook: { failures: this.#failuresOf(found.id) } } } };
    if (field === 'webhookDelete') this.#webhooks.splice(this.#webhooks.indexOf(found), 1);
    else if ('teamId' in input || 'allPublicTeams' in input) return fault('A webhook keeps its teams.');
    else change(found, input);
    return { body: { data: { [field]: { success: true } } } };
  }

  plant({ url, types }: Planted): string {
    return this.#add({ url, label: null, resourceTypes: types }).id;
  }

  turnOff(id: string): void {
    for (const one of this.#webhooks) if (one.id === id) one.enabled = false;
  }

  failDelivery(id: string, at: Date): void {
    const execution = `delivery-${this.failures.length}`;
    const before = new Date(at.getTime() - 60_000);
    this.failures.push({ id, at, execution }, { id, at: before, execution });
  }

  held(): readonly HeldWebhook[] {
    return this.#webhooks.map(({ id, url, label, enabled, resourceTypes, secret }) => {
      return { id, url, types: resourceTypes, isOn: enabled, isMarked: label === 'integration-service', secret };
    });
  }

  #create(input: Record<string, unknown>): ListAnswer {
    const [url, resourceTypes] = [textAt(input, '/url'), textsAt(input, '/resourceTypes')];
    if (url === undefined || resourceTypes.length === 0) return fault('Argument Validation Error');
    if (input['teamId'] === undefined && input['allPublicTeams'] !== true) return fault('Name a team or all of them.');
    const webhook = this.#add({ url, resourceTypes, label: textAt(input, '/label') ?? null });
    return { body: { data: { webhookCreate: { success: true, webhook } } } };
  }

  #add(facts: Pick<Webhook, 'url' | 'label' | 'resourceTypes'>): Webhook {
    const number = ++this.#count;
    const webhook = { id: `790ce3f6-ea44-473d-bbd9-${number}`, enabled: true, secret: `lin_wh_${number}`, ...facts };
    this.#webhooks.push(webhook);
    return webhook;
  }

  #page(after: string | undefined) {
    const start = this.#webhooks.findIndex(({ id }) => id === after) + 1;
    const nodes = this.#webhooks.slice(start, start + PAGE);
    const hasNextPage = start + nodes.length < this.#webhooks.length;
    return { nodes, pageInfo: { hasNextPage, endCursor: nodes.at(-1)?.id ?? null } };
  }

  #failuresOf(id: string) {
    const ofIt = this.failures.filter((failure) => failure.id === id);
    return ofIt.map(({ at, execution }) => ({ createdAt: at.toISOString(), httpStatus: 503, executionId: execution }));
  }
}

function change(webhook: Webhook, input: Record<string, unknown>): void {
  webhook.url = textAt(input, '/url') ?? webhook.url;
  webhook.label = textAt(input, '/label') ?? webhook.label;
  webhook.secret = textAt(input, '/secret') ?? webhook.secret;
  if ('enabled' in input) webhook.enabled = input['enabled'] === true;
  if ('resourceTypes' in input) webhook.resourceTypes = textsAt(input, '/resourceTypes');
}

function fault(message: string): ListAnswer {
  return { body: { errors: [{ message, extensions: { code: 'INPUT_ERROR' } }], data: null } };
}

const world: RegistrarWorld = {
  registration: linearRegistration,
  fake: () => new FakeLinear(),
  types: ['Issue.create', 'Comment.create', 'Project.update'],
  apiKey: KEY,
};

testRegistrar(world);

describe("Linear's webhook", () => {
  it('subscribes to a kind of data once, whatever the actions', () => {
    expect(
      linearRegistration.ways[0]?.subscriptions?.(['Issue.create', 'Issue.update', 'Issue', 'IssueSLA.breached']),
    ).toEqual(['Issue', 'IssueSLA']);
  });

  it('counts a delivery that was tried twice once, and none of last week', async () => {
    const fake = new FakeLinear();
    await using run = await RegistrarRun.start({ ...world, fake: () => fake });
    await run.connect();
    const [ours] = await run.list();
    if (ours === undefined) throw new Error('It is not listed.');
    fake.failDelivery(ours.id, new Date(Date.now() - 3_600_000));
    fake.failDelivery(ours.id, new Date(Date.now() - 7 * 24 * 3_600_000));
    expect(await run.registrar.health?.(ours, run.api())).toMatchObject({ failed: 1, answer: '503' });
  });
});
