import { Paddle } from '@paddle/paddle-node-sdk';
import { describe, expect, it } from 'vitest';
import { atTime } from '../../testing/at-time.ts';
import { integrationConformance, rawWebhookOf } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { paddle } from './index.ts';
import { paddleSamples } from './samples.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const sdk = new Paddle('none');

integrationConformance(paddle, paddleSamples, {
  vectors: ['paddle'],
  official: ({ rawBody, headers }, secret, now) =>
    atTime(now, async () => {
      try {
        const text = Buffer.from(rawBody).toString();
        return await sdk.webhooks.isSignatureValid(text, secret, String(headers['paddle-signature']));
      } catch {
        return false;
      }
    }),
});

describe('while a secret is rotated at Paddle', () => {
  const { configured: secret, signing } = paddleSamples.makeSecret();
  const body = Buffer.from(paddleSamples.sample('subscription.created', { id: '1', now: NOW }));
  const signedBy = (key: string) => {
    const url = 'https://webhooks.example.com/hook';
    return rawWebhookOf(paddleSamples.request({ body, type: '', id: '1', signing: key, now: NOW, url }), NOW);
  };
  const own = signedBy(signing);
  const ownHeader = String(own.headers['paddle-signature']);
  const other = String(signedBy('another').headers['paddle-signature']);
  const verify = (header: string) =>
    paddle.verify({ ...own, headers: { ...own.headers, 'paddle-signature': header } }, [secret], NOW, {
      toleranceSeconds: 5,
    });

  it.each([
    ['first', `${ownHeader};${other.split(';')[1]}`],
    ['last', `${other};${ownHeader.split(';')[1]}`],
  ])('every signature of the header is tried: ours may be the %s', async (_place, header) => {
    expect(await verify(header)).toMatchObject({ secret: 0 });
  });

  it('a header with two times is refused, whichever of them was signed', () => {
    expect(() => verify(`ts=1795435199;${ownHeader}`)).toThrow(
      expect.objectContaining({ code: 'paddle/bad-signature' }),
    );
  });
});

it('an event is described by its own id, time and object', async () => {
  expect(await sampleEvent(paddle, paddleSamples, 'subscription.canceled', { id: '01hv8x2' })).toMatchObject({
    id: 'evt_01hv8x2',
    eventtype: 'subscription.canceled',
    time: '2026-11-23T12:00:00.000Z',
    subject: 'sub_01hv8x2',
    source: '//paddle.com',
  });
});
