import { expect, it } from 'vitest';
import { recordTask } from '../../functions/src/core/logic/task.ts';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import { catalog } from '../../functions/src/generated/catalog.ts';
import { AsanaEvent } from '../../functions/src/integrations/asana/event.ts';
import { asana } from '../../functions/src/integrations/asana/index.ts';
import { FakeListApi, type ListAnswer, type ListRequest } from '../../functions/src/testing/lister/fake-list-api.ts';
import { ASANA_KEY, ASANA_PROJECT, FakeAsana } from '../../functions/src/testing/registrar/fake-asana.ts';
import { withApiKey } from '../../functions/src/testing/service-sources.ts';
import { TestConsumer } from '../../functions/src/testing/test-consumer.ts';
import { connect, type ConnectOptions } from '../../ops/connect/connect.ts';
import { openedUrl } from '../../ops/connect/open-receiver.ts';
import { EmptyProject } from '../../ops/connect/testing/empty-project.ts';

const URL = 'https://europe-west1-acme.cloudfunctions.net/asana-webhook';
const OPTIONS: ConnectOptions = {
  type: ['task.added'],
  at: ASANA_PROJECT,
  'all-types': false,
  'dry-run': false,
  'take-over': false,
  wait: true,
};

const ADDED = JSON.stringify({
  events: [
    {
      user: { gid: '1203300410008', resource_type: 'user' },
      created_at: '2026-11-23T12:00:00.000Z',
      action: 'added',
      resource: { gid: '1209900100001', resource_type: 'task' },
      parent: { gid: ASANA_PROJECT, resource_type: 'project' },
    },
  ],
});

const countTasks = recordTask(AsanaEvent, ({ event }, records) => {
  records.update('tasks', event.resource.gid, () => ({ isKnown: true }));
});

/** A project, and Asana, which sends the secret to the endpoint before it answers that the webhook is created. */
class Project {
  readonly fake = new FakeAsana();
  /** What the endpoint answered to the handshakes, and whether the webhook existed by then. */
  readonly handshakes: { readonly status: number; readonly existed: boolean }[] = [];
  readonly #consumer = new TestConsumer(asana, (envelope) => AsanaEvent.revive(envelope), { tasks: { countTasks } });
  readonly here = new EmptyProject(asana, this.#consumer);
  #isSent = false;

  async run(opened = openedUrl('asana', () => this.here.ports.clock.now())) {
    const registration = await catalog.asana.registration?.();
    if (registration === undefined) throw new Error('Asana has no registration.');
    await using http = await FakeListApi.start((request) => this.#answer(request));
    const request = { entry: catalog.asana, registration, url: URL, options: OPTIONS };
    return await connect(request, {
      ...this.here.connecting,
      api: new RegistrationApi('asana', { services: withApiKey(ASANA_KEY), fetch: http.fetch }),
      opened,
      wait: () => this.#pass(),
    });
  }

  task(): Promise<unknown> {
    return this.#consumer.record('tasks', '1209900100001');
  }

  async #answer(request: ListRequest): Promise<ListAnswer> {
    const isCreation = request.method === 'POST' && request.url.pathname.endsWith('/webhooks');
    const isRepeated = isCreation && (await this.#shakesHands(request));
    this.fake.isRepeated = () => isRepeated;
    return this.fake.answer(request);
  }

  async #shakesHands({ body }: ListRequest): Promise<boolean> {
    const { offered } = this.fake;
    const target = /"target":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '';
    const { pathname, search } = new globalThis.URL(target);
    const reply = await this.here.receive(pathname + search, { 'x-hook-secret': offered }, '{}');
    this.handshakes.push({ status: reply.status, existed: this.fake.held().length > 0 });
    return reply.status === 200 && reply.headers?.['x-hook-secret'] === offered;
  }

  /** Asana sends one event, signed by the secret of the webhook, once there is one. */
  async #pass(): Promise<void> {
    // A secret that was missing is looked up again after a few seconds.
    this.here.ports.clock.advance(10_000);
    const [webhook] = this.fake.held();
    if (webhook?.secret === undefined || this.#isSent) return;
    this.#isSent = true;
    const reply = await this.here.receiveSigned(ADDED, webhook.secret, URL);
    expect(reply.status).toBe(200);
    await this.here.deliver();
  }
}

it('connecting Asana from an empty project ends with "handled" for the first event', async () => {
  const project = new Project();
  const { here, fake } = project;
  const early = [
    await here.receive('/', { 'x-hook-secret': fake.offered }, '{}'),
    await here.receiveSigned(ADDED, 'a-secret-of-nobody-here', URL),
  ];
  for (const reply of early)
    expect(reply).toMatchObject({ status: 503, body: { error: { code: 'asana/secret-missing' } } });
  const report = await project.run();
  expect(project.handshakes).toEqual([{ status: 200, existed: false }]);
  expect(report).toMatchObject({ does: 'create', secret: 'added', isDone: true, event: { status: 'handled' } });
  expect(await project.task()).toEqual({ isKnown: true });
  const [newest, opening, ...others] = await here.secrets();
  expect([newest, others]).toEqual([fake.held()[0]?.secret, []]);
  expect(here.ports.lines.find(({ message }) => message === 'Asana Event Verified')).toMatchObject({
    secretVersion: '2',
  });
  for (const secret of [ASANA_KEY, newest, opening]) {
    expect(secret).toMatch(/\S{16,}/);
    expect(here.shown + JSON.stringify(report)).not.toContain(secret);
  }
});

it('without an open registration, Asana creates no webhook, and nobody holds its secret', async () => {
  const project = new Project();
  await expect(project.run((url) => url)).rejects.toThrow('did not respond with the handshake secret');
  expect(project.handshakes).toEqual([{ status: 400, existed: false }]);
  expect(project.fake.held()).toEqual([]);
  expect(await project.here.secrets()).not.toContain(project.fake.offered);
});
