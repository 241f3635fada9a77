import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryPorts, type MemoryPorts } from '../../testing/memory-ports.ts';
import { hmac } from '../scheme/schemes.ts';
import type { IntegrationOptions } from '../config/integration-options.ts';
import { readSettings } from '../config/settings.ts';
import { instanceIntegration } from '../integration/instance-integration.ts';
import type { RawWebhook } from '../scheme/raw-webhook.ts';
import { MOST_LOOKUPS } from '../secrets/secrets-by-account.ts';
import { createLogger } from '../telemetry/logger.ts';
import { accountDoor } from './account-door.ts';
import { EventService } from './event-service.ts';

const ACCOUNTS = 1_000;
const BODY = '{"id":"e1","type":"order.paid"}';
const UNSIGNED = '0'.repeat(64);

const acme = instanceIntegration('acme', {
  scheme: hmac({ headers: { 'x-signature': '{signature}' } }),
  places: { id: '/id', type: '/type' },
});

const secretOf = (account: string) => `the secret of ${account} and of nobody else`;
const signedBy = (account: string) => createHmac('sha256', secretOf(account)).update(BODY).digest('hex');

describe(`a provider with ${ACCOUNTS} accounts`, () => {
  const quiet = createLogger(() => undefined, 'error');
  let ports: MemoryPorts;
  let lookups: number;
  let service: EventService<Readonly<Record<string, unknown>>>;

  beforeEach(() => {
    ports = memoryPorts();
    lookups = 0;
    for (let i = 0; i < ACCOUNTS; i++) ports.secrets.set(`acme-secret-${i}`, secretOf(String(i)));
    service = serviceWith({ accounts: true });
  });

  function serviceWith(options: IntegrationOptions<'acme'>) {
    const environment = { ACME_WEBHOOK_SECRET_NAME: 'acme-secret-{account}', K_SERVICE: 'acme-webhook' };
    const secrets = {
      versions: (name: string) => {
        lookups++;
        return ports.secrets.versions(name);
      },
    };
    return new EventService(
      acme,
      readSettings('acme', options, environment),
      { ...ports, secrets },
      quiet,
      accountDoor,
    );
  }

  function requestTo(path: string, signature: string): RawWebhook {
    const headers = { 'content-type': 'application/json', 'x-signature': signature };
    const { now } = ports.clock;
    return {
      method: 'POST',
      url: path,
      publicUrls: [],
      headers,
      rawBody: Buffer.from(BODY),
      receivedAt: now.call(ports.clock),
    };
  }

  const send = (path: string, signature: string) => service.dispatchEvent(requestTo(path, signature), quiet);

  it('answers each by its own secret, and by no other', async () => {
    for (let i = 0; i < ACCOUNTS; i++) {
      expect(await send(`/acme-webhook/${i}`, signedBy(String(i)))).toMatchObject({ status: 200 });
      const other = (i + 1) % ACCOUNTS;
      expect(await send(`/acme-webhook/${i}`, signedBy(String(other)))).toMatchObject({ status: 400 });
    }
    // The same event id of each account is a separate event.
    const published = ports.publisher.to('integration-acme-events');
    expect(new Set(published.map(({ attributes }) => attributes['source'])).size).toBe(ACCOUNTS);
    expect(published[7]?.attributes).toMatchObject({ id: 'e1', source: '//acme?account=7', account: '7' });
    expect(JSON.parse(String(published[7]?.data))).toMatchObject({ account: '7', source: '//acme?account=7' });
  });

  it('tells an account that does not exist from a wrong signature in nothing', async () => {
    const wrong = await send('/acme-webhook/1', UNSIGNED);
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'acme/bad-signature' } } });
    const paths = [
      '/acme-webhook/nobody',
      '/acme-webhook/',
      '/acme-webhook',
      '/',
      '/acme-webhook/1/',
      '/acme-webhook/%31',
      '/acme-webhook/Shop',
      '/acme-webhook/..',
      `/acme-webhook/${'a'.repeat(9_000)}`,
      '/acme-webhook?account=1',
      '/acme-webhook#1',
    ];
    for (const path of paths) expect(await send(path, signedBy('1')), path).toEqual(wrong);
  });

  it('takes the path for nothing if it serves one account alone', async () => {
    ports.secrets.set('acme-secret', secretOf('1'));
    const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET_NAME: 'acme-secret' });
    service = new EventService(acme, settings, ports, quiet, accountDoor);
    expect(await send('/acme-webhook/1', signedBy('1'))).toMatchObject({ status: 200 });
    expect(ports.publisher.to('integration-acme-events')[0]?.attributes).not.toHaveProperty('account');
  });

  it('refuses what cannot be a delivery before it looks for the account', async () => {
    expect(await service.dispatchEvent({ ...requestTo('/1', UNSIGNED), method: 'GET' }, quiet)).toMatchObject({
      status: 405,
    });
    expect(
      await service.dispatchEvent({ ...requestTo('/1', UNSIGNED), rawBody: Buffer.alloc(2 << 20) }, quiet),
    ).toMatchObject({ status: 413 });
    expect(lookups).toBe(0);
  });

  it(`makes at most ${MOST_LOOKUPS} look-ups for requests of unknown accounts, and serves known ones meanwhile`, async () => {
    await send('/acme-webhook/1', signedBy('1'));
    for (let i = 0; i < 1_000; i++) await send(`/acme-webhook/stranger-${i}`, UNSIGNED);
    expect(lookups).toBe(1 + MOST_LOOKUPS);
    const [known, unknown] = await Promise.all([send('/1', UNSIGNED), send('/nobody', UNSIGNED)]);
    expect(known).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
    expect(unknown).toEqual(known);
    expect(await send('/acme-webhook/1', signedBy('1'))).toMatchObject({ status: 200 });
  });
});
