import { createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventService } from '../../core/ingest/event-service.ts';
import type { SampleSecret } from '../../core/integration/samples.ts';
import { readSettings } from '../../core/config/settings.ts';
import { rawWebhookOf } from '../../testing/integration-conformance.ts';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { shipstation } from './index.ts';
import { shipstationSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const published = new Map<string, SampleSecret>();
let provider: Server;
let keysUrl = '';

beforeAll(async () => {
  provider = createServer((_request, response) => {
    const keys = [...published].map(([kid, { configured }]) => ({
      ...createPublicKey({ key: Buffer.from(configured, 'base64'), format: 'der', type: 'spki' }).export({
        format: 'jwk',
      }),
      kid,
    }));
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const address = provider.address();
  keysUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/jwks`;
});

afterAll(() => {
  provider.closeAllConnections();
  provider.close();
});

function requestOf(keyId: string, key: SampleSecret, id: string) {
  const body = Buffer.from(shipstationSamples.sample('TRACK_EVENT_V2', { id, now: NOW }));
  const url = 'https://webhooks.example.com/shipstation-webhook';
  const delivery = { body, type: 'TRACK_EVENT_V2', id, signing: key.signing, now: NOW, url };
  const request = rawWebhookOf(shipstationSamples.request(delivery), NOW);
  return { ...request, headers: { ...request.headers, 'x-shipengine-rsa-sha256-key-id': keyId } };
}

it('a key that ShipStation has just published is found, and a signature by another key under its id is refused', async () => {
  const ports = memoryPorts(NOW);
  const settings = readSettings('shipstation', {}, { SHIPSTATION_KEYS_URL: keysUrl });
  const service = new EventService(shipstation, settings, ports, ports.log);
  const [first, second] = [shipstationSamples.makeSecret(), shipstationSamples.makeSecret()];

  published.set('key-1', first);
  expect(await service.dispatchEvent(requestOf('key-1', first, '1'), ports.log)).toMatchObject({ status: 200 });
  published.set('key-2', second);
  expect(await service.dispatchEvent(requestOf('key-2', second, '2'), ports.log)).toMatchObject({ status: 200 });
  expect(await service.dispatchEvent(requestOf('key-1', second, '3'), ports.log)).toMatchObject({
    status: 400,
    body: { error: { code: 'shipstation/bad-signature' } },
  });

  const messages = ports.publisher.to('integration-shipstation-events');
  expect(messages.map(({ attributes }) => attributes['secretversion'])).toEqual(['key-1', 'key-2']);
});
