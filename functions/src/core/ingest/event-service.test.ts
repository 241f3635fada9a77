import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../event/platform-event.ts';
import { MemoryBlobs } from '../../testing/memory-blobs.ts';
import { createLogger, type LogLine } from '../telemetry/logger.ts';
import { readSettings } from '../config/settings.ts';
import { SecretAccessError, type SecretVersion } from '../ports.ts';
import { EventService } from './event-service.ts';
import type { Integration } from '../integration/integration.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { firstThatVerifies, requireHeader, requireJson, requireText, safeEqual } from '../scheme/verification.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const SECRET = 'topsecret-topsecret';

/** The plainest integration there can be: a list of events, an HMAC over the body. */
const acme: Integration<{ id: string }> = {
  provider: 'acme',
  methods: ['POST'],
  contentTypes: ['application/json'],
  maxBytes: 1000,
  signatureHeader: 'x-acme-signature',
  verify(request, secrets) {
    const signature = requireHeader('acme', request, 'x-acme-signature');
    const text = requireText('acme', request);
    const secret = firstThatVerifies('acme', secrets, (key) => safeEqual(sign(text, key), signature));
    const ids = requireJson('acme', text);
    if (ids === 'crash') throw new RangeError('a defect that quotes topsecret');
    const list = Array.isArray(ids) ? ids.map(String) : [String(ids)];
    return { events: list.map((id) => ({ native: { id } })), secret };
  },
  describe: ({ id }) => ({ id, type: 'thing.happened', time: NOW, source: '//acme.example' }),
  remark: () => 'Acme says something worth knowing.',
};

function sign(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function requestWith(body: string, changes: Partial<RawWebhook> = {}, key = SECRET): RawWebhook {
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-acme-signature': sign(body, key) },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
    ...changes,
  };
}

function setUp(
  integration: Integration<{ id: string }> = acme,
  environment: Record<string, string> = { ACME_WEBHOOK_SECRET: SECRET },
) {
  const lines: LogLine[] = [];
  const log = createLogger((line) => lines.push(line), 'info');
  const world = {
    lines,
    published: new Array<OutgoingMessage>(),
    topic: '',
    publishFails: false,
    versions: (): Promise<readonly SecretVersion[]> => Promise.resolve([]),
  };
  const ports = {
    clock: { now: () => NOW },
    secrets: { versions: () => world.versions() },
    blobs: new MemoryBlobs(),
    publisher: {
      publish: (topic: string, messages: readonly OutgoingMessage[]) => {
        if (world.publishFails) return Promise.reject(new Error('Pub/Sub is down'));
        world.topic = topic;
        world.published.push(...messages);
        return Promise.resolve(messages.map((_message, index) => `m${index}`));
      },
    },
  };
  const service = new EventService(integration, readSettings('acme', {}, environment), ports, log);
  return { world, send: (request: RawWebhook) => service.dispatchEvent(request, log) };
}

const messagesOf = (lines: readonly LogLine[]) => lines.map(({ message }) => message);

describe('an authentic request', () => {
  it('is answered 200 with the id, once its event is published to the topic of the provider', async () => {
    const { world, send } = setUp();
    expect(await send(requestWith('"e1"'))).toEqual({ status: 200, body: { received: true, id: 'e1' } });
    expect(world.topic).toBe('integration-acme-events');
    expect(JSON.parse(String(world.published[0]?.data))).toMatchObject({
      id: 'e1',
      data: { id: 'e1' },
      secretversion: 'value',
    });
  });

  it('leaves a log of its life, without its payload', async () => {
    const { world, send } = setUp();
    await send(requestWith('"e1"'));
    expect(JSON.stringify(world.lines)).not.toContain('payload');
    expect(messagesOf(world.lines)).toEqual([
      'Acme Event Received',
      'Acme Event Verified',
      'Acme says something worth knowing.',
      'Acme Event Successfully Published',
    ]);
    expect(world.lines[1]).toMatchObject({ eventId: 'e1', secretVersion: 'value' });
  });

  it('of a batch becomes one message for each event, all or none', async () => {
    const { world, send } = setUp();
    expect(await send(requestWith('["e1","e2"]'))).toEqual({
      status: 200,
      body: { received: true, ids: ['e1', 'e2'] },
    });
    expect(world.published).toHaveLength(2);
  });

  it('that is sent again is answered 200 and not published again', async () => {
    const { world, send } = setUp();
    await send(requestWith('"e1"'));
    expect(await send(requestWith('"e1"'))).toMatchObject({ status: 200 });
    expect(world.published).toHaveLength(1);
    expect(world.lines.at(-1)).toMatchObject({ message: 'Acme Event Already Published', eventId: 'e1' });
  });

  it('is remarked upon once, however often it comes', async () => {
    const { world, send } = setUp();
    await send(requestWith('"e1"'));
    await send(requestWith('"e2"'));
    expect(messagesOf(world.lines).filter((message) => message.includes('worth knowing'))).toHaveLength(1);
  });
});

describe('when Pub/Sub does not take the event', () => {
  it.each([
    ['"e1"', { eventId: 'e1', eventType: 'thing.happened' }],
    ['["e1","e2"]', { eventIds: ['e1', 'e2'], eventTypes: ['thing.happened'] }],
  ])('the failure is logged with the ids of what %s carries', async (body, ids) => {
    const { world, send } = setUp();
    world.publishFails = true;
    await send(requestWith(body));
    expect(world.lines.at(-1)).toMatchObject({ message: 'Acme Event Failed', code: 'acme/publish-failed', ...ids });
  });

  it('the answer is 503, so that the provider sends it again, and the repeat is published', async () => {
    const { world, send } = setUp();
    world.publishFails = true;
    expect(await send(requestWith('"e1"'))).toMatchObject({
      status: 503,
      headers: { 'retry-after': '30' },
      body: { error: { code: 'acme/publish-failed' } },
    });
    world.publishFails = false;
    expect(await send(requestWith('"e1"'))).toMatchObject({ status: 200 });
    expect(world.published).toHaveLength(1);
  });
});

describe('a request that is refused', () => {
  it.each([
    ['by its method', requestWith('"e1"', { method: 'GET' }), 405, 'method-not-allowed'],
    ['for a body over the limit', requestWith(`"${'x'.repeat(1000)}"`), 413, 'payload-too-large'],
    ['for want of a body', requestWith(''), 400, 'bad-webhook-request'],
    [
      'for want of a content type',
      requestWith('"e1"', { headers: { 'x-acme-signature': sign('"e1"', SECRET) } }),
      400,
      'bad-webhook-request',
    ],
    [
      'for want of a signature',
      requestWith('"e1"', { headers: { 'content-type': 'application/json' } }),
      400,
      'bad-webhook-request',
    ],
    ['for its signature', requestWith('"e1"', {}, 'another key'), 400, 'bad-signature'],
    ['for a signed body that is not JSON', requestWith('} {'), 400, 'bad-webhook-request'],
  ])('%s gets its typed error and is not published', async (_why, request, status, name) => {
    const { world, send } = setUp();
    expect(await send(request)).toMatchObject({ status, body: { error: { code: `acme/${name}` } } });
    expect(world.published).toHaveLength(0);
  });

  it('for its signature gets the answer that the provider expects', async () => {
    const { send } = setUp({ ...acme, badSignature: { status: 401 } });
    expect(await send(requestWith('"e1"', {}, 'another key'))).toEqual({ status: 401 });
    expect(await send(requestWith('} {'))).toMatchObject({ status: 400, body: { error: {} } });
  });

  it('by its method is told which are allowed', async () => {
    expect(await setUp().send(requestWith('"e1"', { method: 'PUT' }))).toMatchObject({ headers: { allow: 'POST' } });
  });

  it('because of a defect of ours is answered 500 without a word of what happened', async () => {
    const { world, send } = setUp();
    const reply = await send(requestWith('"crash"'));
    expect(reply).toMatchObject({ status: 500, body: { error: { code: 'acme/internal' } } });
    expect(JSON.stringify(reply)).not.toContain('topsecret');
    expect(world.lines.at(-1)).toMatchObject({ severity: 'ERROR', cause: expect.any(RangeError) });
  });
});

describe('a handshake', () => {
  it('gets the verify token and the window that are configured, and the token verifies no request', async () => {
    const asked: unknown[] = [];
    const withToken: Integration<{ id: string }> = {
      ...acme,
      toleranceSeconds: 60,
      needsVerifyToken: true,
      handshake: (_request, secrets, _now, settings) => void asked.push({ secrets, ...settings }),
    };
    const token = 'a token that appears in URLs';
    const { send } = setUp(withToken, { ACME_WEBHOOK_SECRET: SECRET, ACME_VERIFY_TOKEN: token });
    expect(await send(requestWith('"e1"', {}, token))).toMatchObject({ status: 400 });
    expect(asked).toContainEqual({ secrets: [SECRET], verifyToken: token, toleranceSeconds: 60 });
    expect(await send(requestWith('"e1"'))).toMatchObject({ status: 200 });
  });

  const greeting: Integration<{ id: string }> = {
    ...acme,
    handshake: ({ method }) => (method === 'GET' ? { status: 200, body: { verification: 'hello' } } : undefined),
  };

  it('is answered by the integration, before the method is checked', async () => {
    const { world, send } = setUp(greeting);
    expect(await send(requestWith('', { method: 'GET' }))).toMatchObject({
      status: 200,
      body: { verification: 'hello' },
    });
    expect(world.published).toHaveLength(0);
  });

  it('leaves ordinary deliveries alone', async () => {
    expect(await setUp(greeting).send(requestWith('"e1"'))).toMatchObject({ status: 200, body: { received: true } });
  });
});

describe('a rotated secret', () => {
  const byName = { ACME_WEBHOOK_SECRET_NAME: 'acme-secret' };

  it('is found without a redeploy, and the log and the event say which version verified', async () => {
    const { world, send } = setUp(acme, byName);
    world.versions = () => Promise.resolve([{ value: 'old', version: '1' }]);
    await send(requestWith('"e1"', {}, 'old'));
    world.versions = () =>
      Promise.resolve([
        { value: 'new', version: '2' },
        { value: 'old', version: '1' },
      ]);
    expect(await send(requestWith('"e2"', {}, 'new'))).toMatchObject({ status: 200 });
    expect(world.published.map(({ attributes }) => attributes['secretversion'])).toEqual(['1', '2']);
  });

  it('is told by the log while the old one is still in use, so that nobody takes it away', async () => {
    const { world, send } = setUp(acme, byName);
    world.versions = () =>
      Promise.resolve([
        { value: 'new', version: '2' },
        { value: 'old', version: '1' },
      ]);
    await send(requestWith('"e1"', {}, 'old'));
    await send(requestWith('"e2"', {}, 'new'));
    const verified = world.lines.filter(({ message }) => message === 'Acme Event Verified');
    expect(verified.map(({ secretVersion, oldSecret }) => [secretVersion, oldSecret])).toEqual([
      ['1', true],
      ['2', undefined],
    ]);
  });

  it('is found for a handshake, too', async () => {
    const greeting: Integration<{ id: string }> = {
      ...acme,
      handshake: async (request, secrets, now) => {
        await acme.verify(request, secrets, now, { toleranceSeconds: 0 });
        return { status: 200, body: 'hello' };
      },
    };
    const { world, send } = setUp(greeting, byName);
    world.versions = () => Promise.resolve([{ value: 'old', version: '1' }]);
    expect(await send(requestWith('"e1"', {}, 'old'))).toMatchObject({ body: 'hello' });
    world.versions = () => Promise.resolve([{ value: 'new', version: '2' }]);
    expect(await send(requestWith('"e1"', {}, 'new'))).toMatchObject({ body: 'hello' });
  });

  it.each([
    ['not-found', 503, 'acme/secret-missing'],
    ['denied', 500, 'acme/bad-config'],
  ] as const)('that is %s is a %d whose body names no resource; the log does', async (reason, status, code) => {
    const name = 'projects/acme-prod/secrets/acme-webhook';
    const { world, send } = setUp(acme, { ACME_WEBHOOK_SECRET_NAME: name });
    world.versions = () => Promise.reject(new SecretAccessError(reason, 'no'));
    const reply = await send(requestWith('"e1"'));
    expect(reply).toMatchObject({ status, body: { error: { code } } });
    expect(JSON.stringify(reply)).not.toMatch(/projects|acme-prod|acme-webhook/);
    expect(world.lines.at(-1)).toMatchObject({ severity: 'ERROR', reason: expect.stringContaining(name) });
  });

  it('that cannot be looked up is a 503, never an acceptance', async () => {
    const { world, send } = setUp(acme, byName);
    world.versions = () => Promise.reject(new SecretAccessError('unreachable', 'away'));
    expect(await send(requestWith('"e1"'))).toMatchObject({
      status: 503,
      body: { error: { code: 'acme/secret-unavailable' } },
    });
  });
});

it('a secret of commas and nothing else fails at start', () => {
  expect(() => setUp(acme, { ACME_WEBHOOK_SECRET: 'a,,b' })).toThrow(/ACME_WEBHOOK_SECRET/);
});
