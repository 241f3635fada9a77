import { generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { firstValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { AUTHORITY, makeCertificate } from '../../core/integration/local-certificate.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { certificateLookup } from './certificate-lookup.ts';
import { certificatesIn } from './certificates.ts';
import { DIGICERT_ROOTS } from './digicert-roots.ts';
import { isPaypalEventOfType, PaypalEvent, type Capture, type PaypalEventType } from './event.ts';
import { paypal } from './index.ts';
import { paypalSamples } from './samples.ts';

integrationConformance(paypal, paypalSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const WEBHOOK_ID = '5GP028458E2496506';
const URL = 'https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270';
const HOLDER = 'messageverificationcerts.paypal.com';
const BODY =
  '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","create_time":"2026-11-23T11:59:58Z","resource":{"id":"C1"}}';

const [root, between, other] = [makeAuthority('Root'), makeAuthority('Between'), makeAuthority('Root')];
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const lookup = certificateLookup([certified(root, root).toString('base64')]);

interface Authority {
  readonly name: string;
  readonly key: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

function makeAuthority(name: string): Authority {
  return { name, key: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }) };
}

/** The certificate of one authority, issued by another. */
function certified(subject: Authority, by: Authority, extensions = [AUTHORITY], ends?: string): Buffer {
  const { name, key } = subject;
  const about = { name, issuer: by.name, key: key.publicKey, ...(ends !== undefined && { ends }) };
  return makeCertificate(about, extensions, by.key.privateKey);
}

/** A certificate that signs requests. */
function leaf({ name = HOLDER, by = root, key = publicKey, ends = '491231235959Z' } = {}): Buffer {
  return makeCertificate({ name, issuer: by.name, key, ends }, [], by.key.privateKey);
}

function pemOf(...chain: readonly Buffer[]): string {
  return chain.map((der) => new X509Certificate(der).toString()).join('');
}

/** A request that is signed with nothing but node:crypto. */
function signed({ id = 'b0b5e4a0-1', time = '2026-11-23T11:59:59Z', body = BODY, url = URL } = {}): RawWebhook {
  const text = `${id}|${time}|${WEBHOOK_ID}|${crc32(body)}`;
  return {
    method: 'POST',
    url: '/',
    publicUrls: [],
    headers: {
      'content-type': 'application/json',
      'paypal-transmission-id': id,
      'paypal-transmission-time': time,
      'paypal-transmission-sig': sign('sha256', Buffer.from(text), privateKey).toString('base64'),
      'paypal-cert-url': url,
      'paypal-auth-algo': 'SHA256withRSA',
    },
    rawBody: Buffer.from(body),
    receivedAt: NOW,
  };
}

/** Finds the key of a request as core does, and verifies it. */
async function verifyWith(request: RawWebhook, download: string | undefined, now = NOW) {
  const id = lookup.idOf(request);
  const load = () => Promise.resolve(download);
  const secret = id === undefined ? undefined : await lookup.find({ id, secret: WEBHOOK_ID, now, load });
  return verified(request, secret ?? '', now);
}

async function verified(request: RawWebhook, secret: string, now = NOW) {
  return paypal.verify(request, [secret], now, { toleranceSeconds: paypal.toleranceSeconds ?? 0 });
}

const refused = { code: 'paypal/bad-signature' };

describe('the certificate that a request names', () => {
  it('is trusted if it leads to the root, at once or by others that come along', async () => {
    expect(await verifyWith(signed(), pemOf(leaf()))).toMatchObject({ secret: 0 });
    const chain = pemOf(leaf({ by: between }), certified(between, root));
    expect(await verifyWith(signed(), chain)).toMatchObject({ secret: 0 });
    expect(await verifyWith(signed(), `${chain}${pemOf(certified(root, root))}`)).toMatchObject({ secret: 0 });
  });

  it('may be that of the sandbox', async () => {
    const sandbox = 'messageverificationcerts.sandbox.paypal.com';
    const url = URL.replace('api.', 'api-m.sandbox.');
    expect(await verifyWith(signed({ url }), pemOf(leaf({ name: sandbox })))).toMatchObject({ secret: 0 });
  });

  it.each([
    ['is issued to somebody else', () => pemOf(leaf({ name: `${HOLDER}.evil.example` }))],
    ['is issued to a name below', () => pemOf(leaf({ name: `a.${HOLDER}` }))],
    ['is issued by a root of the same name', () => pemOf(leaf({ by: other }), certified(other, other))],
    ['signed itself', () => pemOf(leaf({ by: { name: HOLDER, key: other.key } }))],
    ['is over', () => pemOf(leaf({ ends: '261123115959Z' }))],
    ['is of another key', () => pemOf(leaf({ key: generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey }))],
    ['has a short key', () => pemOf(leaf({ key: generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey }))],
    ['is on an elliptic curve', () => pemOf(leaf({ key: other.key.publicKey }))],
    ['leads there by what is not an authority', () => pemOf(leaf({ by: between }), certified(between, root, []))],
    [
      'leads there by an authority that is over',
      () => pemOf(leaf({ by: between }), certified(between, root, [AUTHORITY], '261123115959Z')),
    ],
    ['lacks what is in between', () => pemOf(leaf({ by: between }))],
    ['comes with too many others', () => pemOf(leaf(), ...Array.from({ length: 5 }, () => certified(root, root)))],
    ['cannot be read', () => pemOf(leaf()).replace('MII', 'MIJ')],
    ['is not in PEM', () => '<html></html>'],
    ['does not exist', () => undefined],
  ])('is refused if it %s', async (_, download) => {
    await expect(verifyWith(signed(), download())).rejects.toMatchObject(refused);
  });

  it.each([
    'http://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1',
    'https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1',
    'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
    'https://api.paypal.com/v1/notifications/certs/../../evil',
    'https://api.paypal.com/v1/notifications/certs/CERT-1?x=1',
    'https://www.paypal.com/v1/notifications/certs/CERT-1',
    'http://169.254.169.254/computeMetadata/v1/',
    'CERT-1',
  ])('is never fetched from %s', async (url) => {
    expect(lookup.idOf(signed({ url }))).toBeUndefined();
    await expect(verifyWith(signed({ url }), pemOf(leaf()))).rejects.toMatchObject(refused);
  });

  it('is fetched from where the request says, for the webhook that is configured', async () => {
    const asked: string[] = [];
    const load = (url: string) => (asked.push(url), Promise.resolve(pemOf(leaf())));
    const secret = await lookup.find({ id: URL, secret: WEBHOOK_ID, now: NOW, load });
    expect(asked).toEqual([URL]);
    expect(secret).toBe(`${WEBHOOK_ID}:${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`);
    const foreign = String(secret).replace(WEBHOOK_ID, '96605875FF6516633');
    await expect(verified(signed(), foreign)).rejects.toMatchObject(refused);
  });

  it('is trusted under the roots of DigiCert alone, by the fingerprints that DigiCert publishes', () => {
    const roots = DIGICERT_ROOTS.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
    expect(roots.map(({ fingerprint256 }) => fingerprint256.replaceAll(':', '').toLowerCase())).toEqual([
      'cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f',
      '371a00dc0533b3721a7eeb40e8419e70799d2b0a0f2c1d80693165f7cec4ad75',
    ]);
    for (const one of roots) expect(one.verify(one.publicKey)).toBe(true);
  });

  it('is not looked for in a text that holds none', () => {
    expect(certificatesIn('')).toBeUndefined();
    expect(certificatesIn('-----END CERTIFICATE-----')).toBeUndefined();
  });
});

describe('what is signed', () => {
  it('is the webhook, the time and the id of the transmission, which is the id of the event', async () => {
    const proved = await verifyWith(signed(), pemOf(leaf()));
    expect(proved).toMatchObject({ signedId: 'b0b5e4a0-1', signedAt: new Date('2026-11-23T11:59:59Z') });
    const event = await sampleEvent(paypal, paypalSamples, 'PAYMENT.CAPTURE.COMPLETED', { id: '7', now: NOW });
    expect(event).toMatchObject({ subject: '42311647XV027', source: '//paypal.com', time: NOW.toISOString() });
    expect(event.id).toMatch(/^[0-9a-f]{8}-/);
    expect(event.unsigned ?? []).toEqual([]);
  });

  it('leaves the fields where they are: an id may not contain what stands between them', async () => {
    const moved = signed({ id: 'b0b5e4a0-1|2026-11-23T11:59:59Z' });
    await expect(verifyWith(moved, pemOf(leaf()))).rejects.toMatchObject(refused);
  });

  it('is as old as PayPal tries again, and hardly ahead', async () => {
    const at = (time: string) => verifyWith(signed({ time }), pemOf(leaf()));
    expect(await at('2026-11-20T11:59:59Z')).toMatchObject({ secret: 0 });
    await expect(at('2026-11-19T11:59:59Z')).rejects.toMatchObject(refused);
    await expect(at('2026-11-23T12:05:01Z')).rejects.toMatchObject(refused);
  });

  // Nobody can tell: that is why the shipped sagas fetch the capture.
  it('is a CRC-32 of the body: another body with the same one passes, under the same id', async () => {
    const forged = withCrcOf(BODY, BODY.replace('"C1"', '"C9"'));
    expect(forged).not.toBe(BODY);
    expect(crc32(forged)).toBe(crc32(BODY));
    const request = { ...signed(), rawBody: Buffer.from(forged) };
    expect(await verifyWith(request, pemOf(leaf()))).toMatchObject({ signedId: 'b0b5e4a0-1' });
  });
});

/** Which bits of the sum change with the bits at some places. */
interface Row {
  readonly change: number;
  readonly at: readonly number[];
}

/** A body that has the CRC-32 of another: a field of letters at its end makes up for the difference. */
function withCrcOf(original: string, body: string): string {
  const wanted = crc32(original);
  const inside = body.slice(0, -1);
  const [head, tail] = [`${inside},"z":"`, '"}'];
  const size = 40;
  // CRC-32 is affine: each of the bits says which bits of the sum it changes.
  const bytes = Buffer.from(head + '@'.repeat(size) + tail);
  const plain = crc32(bytes);
  const rows: Row[] = [];
  let missing = (plain ^ wanted) >>> 0;
  let chosen: readonly number[] = [];
  for (let index = 0; index < size * 2; index++) {
    const at = head.length + (index >> 1);
    bytes[at] = 0x40 ^ (index % 2 === 0 ? 1 : 2);
    let row: Row = { change: (crc32(bytes) ^ plain) >>> 0, at: [index] };
    bytes[at] = 0x40;
    for (const known of rows) {
      if ((row.change ^ known.change) >>> 0 < row.change)
        row = { change: (row.change ^ known.change) >>> 0, at: differenceOf(row.at, known.at) };
    }
    if (row.change !== 0) rows.push(row);
    rows.sort((one, two) => two.change - one.change);
  }
  for (const { change, at } of rows) {
    if ((missing ^ change) >>> 0 < missing) {
      missing = (missing ^ change) >>> 0;
      chosen = differenceOf(chosen, at);
    }
  }
  for (const index of chosen) {
    const at = head.length + (index >> 1);
    bytes[at] = (bytes[at] ?? 0) ^ (index % 2 === 0 ? 1 : 2);
  }
  return bytes.toString();
}

function differenceOf(one: readonly number[], other: readonly number[]): readonly number[] {
  return [...one.filter((index) => !other.includes(index)), ...other.filter((index) => !one.includes(index))];
}

it('the operator lets through the given types and narrows the event to them', async () => {
  const types = ['PAYMENT.CAPTURE.COMPLETED', 'CUSTOMER.DISPUTE.CREATED'] as const satisfies readonly PaypalEventType[];
  const all = await Promise.all(types.map((type) => sampleEvent(paypal, paypalSamples, type)));
  const events = all.map((envelope) => PaypalEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isPaypalEventOfType('PAYMENT.CAPTURE.COMPLETED'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event } of passed) expectTypeOf(event.resource).toEqualTypeOf<Capture>();
  // @ts-expect-error PayPal has no such event.
  isPaypalEventOfType('PAYMENT.CAPTURE.EXPLODED');
});
