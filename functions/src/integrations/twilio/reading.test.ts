import { getExpectedBodyHash, getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { twilio } from './index.ts';

const TOKEN = '12345678901234567890123456789012';
const HOOK = 'https://webhooks.example.com/twilio';
const ACCOUNT = 'AC5ef8732a3c49700934481addd5ce1659';
const FORM = 'application/x-www-form-urlencoded';

interface Sent {
  readonly method: string;
  /** What is appended to the registered URL. */
  readonly query?: string;
  readonly type?: string;
  readonly body?: string;
}

function signatureOf(query: string, params: Record<string, string> = {}): string {
  return getExpectedTwilioSignature(TOKEN, HOOK + query, params);
}

async function readAs({ method, query = '', type = FORM, body = '' }: Sent, signature: string): Promise<unknown> {
  const request: RawWebhook = {
    method,
    url: `/twilio${query}`,
    publicUrls: [HOOK],
    headers: { 'x-twilio-signature': signature, ...(body !== '' && { 'content-type': type }) },
    rawBody: Buffer.from(body),
    receivedAt: new Date(),
  };
  const { events } = await twilio.verify(request, [TOKEN], new Date(), { toleranceSeconds: 0 });
  return events.map(({ native }) => native);
}

const QUERY = `?AccountSid=${ACCOUNT}&Body=MessageSidSM1MessageStatusdelivered&CallSid=CA1&CallStatus=completed`;

describe('a signed request is read in one way only', () => {
  it('a query by GET', async () => {
    const [native] = await asList(readAs({ method: 'GET', query: QUERY }, signatureOf(QUERY)));
    expect(native).toMatchObject({ AccountSid: ACCOUNT, CallSid: 'CA1', CallStatus: 'completed' });
  });

  it('that query cannot be read as a form under a part of it, whatever text it contains', async () => {
    const signature = signatureOf(QUERY);
    for (let cut = 1; cut < QUERY.length; cut++) {
      const [name, value] = [QUERY.slice(cut, cut + 1), QUERY.slice(cut + 1)];
      const body = new URLSearchParams({ [name]: value }).toString();
      await expect(readAs({ method: 'POST', query: QUERY.slice(0, cut), body }, signature)).rejects.toThrow();
    }
  });

  const params = {
    AccountSid: ACCOUNT,
    Body: `&AccountSid=${ACCOUNT}&CallSid=CA9&CallStatus=completed&z=`,
    MessageSid: 'SM1',
    SmsStatus: 'received',
  };
  const joined = Object.entries(params).flat().join('');

  it('a form, under a URL that has a query', async () => {
    const query = '?order=7';
    const body = new URLSearchParams({ ...params, Body: 'hello' }).toString();
    const signature = signatureOf(query, { ...params, Body: 'hello' });
    expect(await readAs({ method: 'POST', query, body }, signature)).toMatchObject([{ MessageSid: 'SM1' }]);
  });

  it.each(['', '?order=7'])(
    'that form cannot be read as a query, whatever text it contains: under "%s"',
    async (query) => {
      const signature = signatureOf(query, params);
      const encodings = [joined, joined.replace(`Sid${ACCOUNT}`, `Sid%41${ACCOUNT.slice(1)}`)];
      for (const text of encodings) {
        await expect(readAs({ method: 'GET', query: query + text }, signature)).rejects.toThrow();
      }
    },
  );

  const json = JSON.stringify({ specversion: '1.0', note: '&CallSid=CA9&CallStatus=completed&' });
  const hashed = `?bodySHA256=${getExpectedBodyHash(json)}`;

  it('a body with its hash in the URL is JSON, whatever the content type says', async () => {
    for (const type of ['application/json', FORM, 'text/plain']) {
      const sent = { method: 'POST', query: hashed, type, body: json };
      expect(await readAs(sent, signatureOf(hashed))).toEqual([JSON.parse(json)]);
    }
  });

  it('its signature does not match a form or a query that contains the hash as text', async () => {
    const signature = signatureOf(hashed);
    await expect(readAs({ method: 'GET', query: hashed }, signature)).rejects.toThrow();
    for (let cut = 0; cut < hashed.length; cut++) {
      const body = new URLSearchParams({ [hashed.slice(cut, cut + 1)]: hashed.slice(cut + 1) }).toString();
      await expect(readAs({ method: 'POST', query: hashed.slice(0, cut), body }, signature)).rejects.toThrow();
    }
  });
});

async function asList(value: Promise<unknown>): Promise<readonly unknown[]> {
  const list = await value;
  return Array.isArray(list) ? list : [];
}
