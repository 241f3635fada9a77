import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_JSON_DEPTH, parseJson } from './json.ts';
import { buildEvent, dataBytesOf, decodeEnvelope, encodeEvent } from './platform-event.ts';

const about = {
  id: 'evt_1',
  type: 'customer.subscription.deleted',
  time: new Date('2026-11-23T12:00:00Z'),
  subject: 'sub_1',
  source: '//stripe.com/accounts/acct_1',
};
const reception = { receivedAt: new Date('2026-11-23T12:00:01Z'), secretVersion: '3' };

describe('the envelope', () => {
  it('is a CloudEvents 1.0 event whose data is the native event', () => {
    const { data } = encodeEvent(buildEvent('stripe', about, reception), Buffer.from('{"id":"evt_1"}'));
    expect(JSON.parse(data.toString())).toEqual({
      specversion: '1.0',
      id: 'evt_1',
      source: '//stripe.com/accounts/acct_1',
      type: 'com.stripe.customer.subscription.deleted',
      subject: 'sub_1',
      time: '2026-11-23T12:00:00.000Z',
      datacontenttype: 'application/json',
      provider: 'stripe',
      eventtype: 'customer.subscription.deleted',
      receivedtime: '2026-11-23T12:00:01.000Z',
      secretversion: '3',
      data: { id: 'evt_1' },
    });
  });

  it('keeps every byte of any JSON document, numbers beyond double precision included', () => {
    const json = '{ "n": 12345678901234567890.12345678901234567890,\n "text": ",\\"data\\":" }';
    const { data } = encodeEvent(buildEvent('stripe', { ...about, id: ',"data":' }, reception), Buffer.from(json));
    expect(Buffer.from(dataBytesOf(data)).toString()).toBe(json);
  });

  it('comes back as it was sent, whatever the ids, types and data hold', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.json({ maxDepth: 20 }),
        (id, type, json) => {
          const context = buildEvent('acme', { ...about, id, type }, reception);
          const { data } = encodeEvent(context, Buffer.from(json));
          expect(decodeEnvelope('acme', data)).toEqual({ ...context, data: parseJson(json) });
          expect(Buffer.from(dataBytesOf(data)).toString()).toBe(json);
        },
      ),
    );
  });

  it('repeats in the attributes what subscriptions filter on', () => {
    const { attributes } = encodeEvent(buildEvent('stripe', about, reception), Buffer.from('{}'));
    expect(attributes).toMatchObject({ id: 'evt_1', provider: 'stripe', eventtype: about.type, secretversion: '3' });
  });

  it('leaves out an attribute that Pub/Sub would refuse for its length', () => {
    const { attributes, data } = encodeEvent(
      buildEvent('acme', { ...about, id: 'é'.repeat(513) }, reception),
      Buffer.from('{}'),
    );
    expect(attributes).not.toHaveProperty('id');
    expect(decodeEnvelope('acme', data).id).toHaveLength(513);
  });

  it.each([
    ['a line break', 'evt_1\nevt_2'],
    ['a terminal escape', '\u001B[31mevt_1'],
  ])('leaves out an attribute with %s, which may cost the whole call', (_what, id) => {
    const { attributes, data } = encodeEvent(buildEvent('acme', { ...about, id }, reception), Buffer.from('{}'));
    expect(attributes).not.toHaveProperty('id');
    expect(attributes).toHaveProperty('source');
    expect(decodeEnvelope('acme', data).id).not.toBe('');
  });

  it('replaces a name that no store takes by its beginning and a digest, the same every time', () => {
    const idOf = (id: string) => buildEvent('acme', { ...about, id }, reception).id;
    const long = 'x'.repeat(300_000);
    expect(Buffer.byteLength(idOf(long))).toBeLessThan(400);
    expect(idOf(long)).toBe(idOf(long));
    expect(idOf(`${long}y`)).not.toBe(idOf(long));
    expect(idOf('\uD800').isWellFormed()).toBe(true);
    expect(idOf('\uD800')).not.toBe(idOf('\uD801'));
    expect(idOf('é'.repeat(750))).toBe('é'.repeat(750));
    expect(idOf('é'.repeat(751))).not.toBe('é'.repeat(751));
  });

  it('is small whatever its names hold, and comes back', () => {
    const long = '\u{1F30D}'.repeat(100_000);
    const names = { ...about, id: long, type: long, subject: long, source: long };
    const { data } = encodeEvent(buildEvent('acme', names, reception), Buffer.from('{}'));
    expect(data.byteLength).toBeLessThan(3_000);
    expect(decodeEnvelope('acme', data)).toMatchObject({ provider: 'acme' });
  });

  it('names the attributes that no signature covers', () => {
    expect(buildEvent('github', { ...about, unsigned: ['id', 'type'] }, reception).unsigned).toBe('id,type');
  });

  it('names the attributes that this service filled in, for subscriptions to filter on', () => {
    const context = buildEvent('sendgrid', { ...about, unknown: ['id', 'time'] }, reception);
    expect(context.unknown).toBe('id,time');
    expect(encodeEvent(context, Buffer.from('{}')).attributes).toMatchObject({ unknown: 'id,time' });
  });

  it.each([
    ['of five digits', new Date('+052409-10-24T08:06:12.000Z')],
    ['before the first', new Date('-000001-01-01T00:00:00.000Z')],
    ['that is none', new Date(Number.NaN)],
  ])('takes the time of arrival in place of a year %s, and says so', (_what, time) => {
    expect(buildEvent('acme', { ...about, time }, reception)).toMatchObject({
      time: '2026-11-23T12:00:01.000Z',
      unsigned: 'time',
      unknown: 'time',
    });
  });
});

describe('a message that is not a platform event', () => {
  const good = encodeEvent(buildEvent('stripe', about, reception), Buffer.from('{}')).data.toString();
  const deep = '['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH);
  it.each([
    ['that is empty', ''],
    ['that is not JSON', '} {'],
    ['of another version', good.replace('"1.0"', '"0.3"')],
    ['of another provider', good.replace('"provider":"stripe"', '"provider":"acme"')],
    ['without an id', good.replace('"id":"evt_1"', '"id":""')],
    ['nested beyond the limit', good.replace('"data":{}', `"data":${deep}`)],
    ['with an id of 300 kB', good.replace('"id":"evt_1"', `"id":"${'x'.repeat(300_000)}"`)],
    ['with an id that is not well-formed', good.replace('"id":"evt_1"', '"id":"\\ud800"')],
    ['with a subject that is not text', good.replace('"subject":"sub_1"', '"subject":{}')],
    ['with a byte order mark', `\uFEFF${good}`],
  ])('%s is a bad-event', (_what, text) => {
    expect(() => decodeEnvelope('stripe', Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'stripe/bad-event' }),
    );
  });
});
