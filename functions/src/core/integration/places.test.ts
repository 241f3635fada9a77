import { describe, expect, it } from 'vitest';
import { boundId, digestOf } from '../event/digest.ts';
import { guardOf, sentenceOfNeeds } from './guard.ts';
import { faultsOfPlaces } from './place-faults.ts';
import { describe as describeEvent, type DescriptionContext, type EventPlaces } from './places.ts';

type Native = Readonly<Record<string, unknown>>;

const ARRIVED = new Date('2026-11-23T12:00:00Z');
const SIGNED = new Date('2026-11-23T11:59:58Z');

interface Given {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signedAt?: Date;
  readonly signedId?: string;
  readonly coversBody?: boolean;
  readonly signedHeaders?: readonly string[];
  readonly signedParts?: readonly string[];
  readonly signedQuery?: readonly string[];
  readonly url?: string;
}

function described(places: EventPlaces<Native>, native: Native, given: Given = {}) {
  const {
    headers = {},
    body = native,
    signedHeaders = [],
    signedParts = [],
    signedQuery = [],
    coversBody = true,
    url = '/',
  } = given;
  const rawBody = Buffer.from(JSON.stringify(body));
  const context: DescriptionContext = {
    provider: 'acme',
    request: { method: 'POST', url, publicUrls: [], headers, rawBody, receivedAt: ARRIVED },
    coverage: {
      coversBody,
      coversHeader: (name) => signedHeaders.includes(name),
      coversQuery: (name) => signedQuery.includes(name),
      coversPart: (pointer) => coversBody || signedParts.includes(pointer),
    },
    body: () => body,
    signedAt: given.signedAt,
    signedId: given.signedId,
  };
  return describeEvent(places, native, context);
}

describe('what places find', () => {
  it('is in the event, also as a number', () => {
    const places: EventPlaces<Native> = {
      id: '/data/id',
      type: '/type',
      time: '/at',
      subject: '/data/items/0/id',
      source: '//acme.com/{/shop}',
    };
    const native = { type: 'a.b', at: 1_795_435_200, shop: 'a/b', data: { id: 7, items: [{ id: 'i' }] } };
    expect(described(places, native)).toEqual({
      id: '7',
      type: 'a.b',
      time: ARRIVED,
      subject: 'i',
      source: '//acme.com/a%2Fb',
    });
  });

  it('may be several places as one text, all of them or nothing', () => {
    const places: EventPlaces<Native> = { id: '{/app}:{/n}', type: '{/type}.{/action}' };
    expect(described(places, { app: 1, n: 2, type: 'Issue', action: 'create' })).toMatchObject({
      id: '1:2',
      type: 'Issue.create',
    });
    expect(described(places, { n: 2, type: 'Issue' })).toMatchObject({ id: undefined, type: undefined });
  });

  it('is the first of several that holds something', () => {
    const places: EventPlaces<Native> = { subject: ['/email_id', ({ other }) => other, '/id'] };
    expect(described(places, { id: '3' }).subject).toBe('3');
    expect(described(places, { id: '3', other: '2' }).subject).toBe('2');
    expect(described(places, { email_id: '', other: null })).not.toHaveProperty('subject');
  });

  it('may be in the body around the event', () => {
    const places: EventPlaces<Native> = { list: '/events', source: ['//{body:/source|host}', '//acme.com'] };
    expect(described(places, {}, { body: { source: 'https://acme.example/hooks/1' } }).source).toBe('//acme.example');
    expect(described(places, {}, { body: { source: 'no URL' } }).source).toBe('//acme.com');
  });

  it('without places is a digest of the event, no type, and the time of the signature', () => {
    const native = { a: 1 };
    expect(described({}, native, { signedAt: SIGNED })).toEqual({
      id: digestOf(JSON.stringify(native)),
      type: 'untyped',
      time: SIGNED,
      source: '//acme',
    });
  });

  it('is left to the way in if the place is empty, but for a time that may be replaced', () => {
    expect(described({ time: '/at' }, {}, { signedAt: SIGNED }).time).toBeUndefined();
    expect(described({ time: ['/at', 'signed'] }, {}, { signedAt: SIGNED }).time).toBe(SIGNED);
    expect(described({ time: ['/at', 'arrival'] }, {}, { signedAt: SIGNED })).toMatchObject({
      time: ARRIVED,
      unsigned: ['time'],
    });
  });

  it('is a digest of the event and of its signed time, if the provider says the same again on another day', () => {
    const places: EventPlaces<Native> = { id: 'delivery', time: 'signed' };
    const idAt = (signedAt: Date) => described(places, { a: 1 }, { signedAt }).id;
    expect(idAt(SIGNED)).toBe(idAt(SIGNED));
    expect(idAt(SIGNED)).not.toBe(idAt(ARRIVED));
    expect(described(places, { a: 1 }, { signedAt: SIGNED })).not.toHaveProperty('unsigned');
    expect(faultsOfPlaces(places)).toEqual([]);
  });

  it('is the id that the signature covers, if that is the place', () => {
    expect(described({ id: 'signed' }, {}, { signedId: 'msg_1' })).toMatchObject({ id: 'msg_1' });
  });

  it('is a digest of the body for an event that need not have an id, and unsigned if a header could have held one', () => {
    const native = { a: 1 };
    const digest = digestOf(JSON.stringify(native));
    expect(described({ id: ['/id', 'digest'] }, native)).toMatchObject({ id: digest });
    expect(described({ id: ['/id', 'digest'] }, native, { signedAt: SIGNED })).not.toHaveProperty('unsigned');
    expect(described({ id: ['/id', 'digest'] }, { id: 'digest' })).toMatchObject({ id: 'digest' });
    const byHeader: EventPlaces<Native> = { id: ['header:x-id', 'digest'], time: 'signed' };
    expect(described(byHeader, native)).toMatchObject({ id: digest, unsigned: ['id'] });
    expect(faultsOfPlaces(byHeader)).toEqual([]);
  });

  it('rests on the event and not on the whole body if a request carries several', () => {
    const body = [{ a: 1 }, { a: 2 }];
    for (const id of [['/id', 'digest'], 'header:x-id'] as const) {
      const [first, second] = body.map(
        (one) => described({ id, list: '' }, one, { body, headers: { 'x-id': '1' } }).id,
      );
      expect(first).not.toBe(second);
    }
  });

  it('may hold half of a surrogate pair, which the source replaces', () => {
    expect(described({ source: '//acme.com/{/shop}' }, { shop: 'a\ud83d' }).source).toBe('//acme.com/a%EF%BF%BD');
  });

  it('has the host alone for a source whose gaps are empty', () => {
    const places: EventPlaces<Native> = {
      source: ['//acme.com/accounts/{/account}', '//acme.com/accounts/{/context}'],
    };
    expect(described(places, { context: 'b' }).source).toBe('//acme.com/accounts/b');
    expect(described(places, {}).source).toBe('//acme.com');
  });
});

describe('a parameter of the query', () => {
  const places: EventPlaces<Native> = { id: '/id', type: '/type', subject: 'query:data.id' };
  const subjectOf = (url: string, signedQuery: readonly string[] = []) =>
    described(places, { id: '1', type: 'a' }, { url, signedQuery, signedAt: SIGNED });

  it('is found if the URL has it once', () => {
    expect(subjectOf('/hook?a=b&data.id=7').subject).toBe('7');
    expect(subjectOf('/hook?data%2Eid=7').subject).toBe('7');
    for (const url of ['/hook', '/hook?data.id=', '/hook?data.id=7&data.id=8']) {
      expect(subjectOf(url)).not.toHaveProperty('subject');
    }
  });

  it('is unsigned unless the signature covers it', () => {
    expect(subjectOf('/hook?data.id=7').unsigned).toEqual(['subject']);
    expect(subjectOf('/hook?data.id=7', ['data.id'])).not.toHaveProperty('unsigned');
  });

  it('needs a name', () => {
    expect(faultsOfPlaces(places)).toEqual([]);
    expect(faultsOfPlaces({ subject: 'query:' })).toEqual([expect.stringContaining('names no parameter')]);
  });
});

describe('what is unsigned', () => {
  it('is what a header says that no signature covers; an id from one is bound to the body', () => {
    const places: EventPlaces<Native> = { id: 'header:x-id', type: 'header:x-type' };
    const headers = { 'x-id': '1', 'x-type': 'a' };
    const bound = boundId('1', JSON.stringify({ a: 1 }));
    expect(described(places, { a: 1 }, { headers })).toMatchObject({ id: bound, unsigned: ['id', 'type', 'time'] });
    expect(described(places, { a: 1 }, { headers, signedHeaders: ['x-id'], signedAt: SIGNED })).toMatchObject({
      id: '1',
      unsigned: ['type'],
    });
  });

  it('leaves an id alone that contains a digest of what is signed already', () => {
    const id: EventPlaces<Native>['id'] = ({ id: own }, { header }) => `${digestOf(String(own))}:${header('x-id')}`;
    const about = described({ id, bindsId: true }, { id: 'a' }, { headers: { 'x-id': '1' }, signedAt: SIGNED });
    expect(about).toMatchObject({ id: `${digestOf('a')}:1`, unsigned: ['id'] });
  });

  it('is also what such a header could have said', () => {
    const places: EventPlaces<Native> = {
      subject: ['header:x-subject', '/id'],
      source: ['//{header:x-shop}', '//acme.com'],
    };
    expect(described(places, { id: '1' }, { signedAt: SIGNED })).toMatchObject({
      subject: '1',
      source: '//acme.com',
      unsigned: ['source', 'subject'],
    });
  });

  it('is what a function reads of such a header', () => {
    const places: EventPlaces<Native> = {
      type: ({ type }, { header }) => (type === undefined ? header('x-type') : type),
      time: 'signed',
    };
    expect(described(places, { type: 'a' }, { signedAt: SIGNED })).not.toHaveProperty('unsigned');
    expect(described(places, {}, { signedAt: SIGNED, headers: { 'x-type': 'a' } })).toMatchObject({
      unsigned: ['type'],
    });
  });

  it('is everything if the body is not signed, but for a source that is always the same', () => {
    const places: EventPlaces<Native> = { id: '/id', type: '/type', time: '/at', subject: '/id', source: '//acme.com' };
    expect(described(places, { id: '1', type: 'a', at: 1 }, { coversBody: false })).toMatchObject({
      unsigned: ['id', 'type', 'time', 'subject'],
    });
    const perShop: EventPlaces<Native> = { ...places, source: '//acme.com/{/shop}' };
    expect(described(perShop, {}, { coversBody: false }).unsigned).toContain('source');
  });
});

describe('the guard', () => {
  const places: EventPlaces<Native> = {
    type: '{/object}.{/action}',
    needs: { '/data': 'object', '/count': 'whole number' },
    needsByType: { '*.merge': { '/ids': 'list of ids' }, 'order.*': { '/id': 'id' } },
  };
  const event = { object: 'order', action: 'paid', data: {}, count: 1, id: 7 };

  it.each([
    [event],
    [{ ...event, id: '7' }],
    [{ ...event, object: 'customer', id: null }],
    [{ ...event, action: 'merge', ids: [1, '2'] }],
  ])('takes %j', (value) => {
    expect(guardOf(places)(value)).toBe(true);
  });

  it.each([
    [null],
    [[]],
    [{}],
    [{ ...event, action: '' }],
    [{ ...event, data: [] }],
    [{ ...event, count: 1.5 }],
    [{ ...event, id: {} }],
    [{ ...event, action: 'merge' }],
    [{ ...event, action: 'merge', ids: [{}] }],
  ])('does not take %j', (value) => {
    expect(guardOf(places)(value)).toBe(false);
  });

  it('takes any object if nothing is needed', () => {
    expect(guardOf({ type: 'header:x-type' })({})).toBe(true);
    expect(guardOf({ type: 'header:x-type' })([])).toBe(false);
  });

  it('knows events that have their type elsewhere', () => {
    const nested: EventPlaces<Native> = {
      type: ['/event/type', '/type'],
      needs: { '/type': 'text', '/event/type': 'text, if any' },
      needsByType: { '': { '/type': 'not callback' } },
    };
    expect(guardOf(nested)({ type: 'callback', event: { type: 'message' } })).toBe(true);
    expect(guardOf(nested)({ type: 'notice' })).toBe(true);
    expect(guardOf(nested)({ type: 'callback' })).toBe(false);
    expect(guardOf(nested)({ type: 'callback', event: { type: '' } })).toBe(false);
    expect(guardOf(nested)({ type: 'callback', event: { type: 5 } })).toBe(false);
    expect(guardOf(nested)({ event: { type: 'message' } })).toBe(false);
    expect(sentenceOfNeeds(nested)).toContain('/type if it is of no type');
  });

  it('says what an event has', () => {
    expect(sentenceOfNeeds(places)).toBe(
      '/object, /action, /data and /count; /ids if it is *.merge; /id if it is order.*',
    );
    expect(sentenceOfNeeds({ type: 'header:x-type' })).toBe('to be an object');
  });

  it('is not fooled by what objects inherit', () => {
    expect(guardOf({ type: '/constructor/name' })({})).toBe(false);
  });
});

it.each<[EventPlaces<Native>, RegExp]>([
  [{ id: '/a~b' }, /"\/a~b" is not a JSON pointer/],
  [{ id: 'header:X-Id' }, /"X-Id" is not the name of a header in lower case/],
  [{ type: '{/a}.{/b' }, /has a brace that encloses no place/],
  [{ type: '{/a|hots}' }, /there is no filter \{…\|hots\}; there is host/],
  [{ source: '//acme.com/{/a b~}' }, /is not a JSON pointer/],
  [{ needs: { '/~2': 'text' } }, /is not a JSON pointer/],
  [{ list: '/a~' }, /is not a JSON pointer/],
  [{ list: '', id: 'signed' }, /which all events of a list would share/],
])('what the compiler cannot see is told in a sentence: %#', (places, sentence) => {
  expect(faultsOfPlaces(places).join('\n')).toMatch(sentence);
});

it('sound places have no faults', () => {
  const places: EventPlaces<Native> = {
    id: ['header:x-id', '{/a/0/b}:{/c}'],
    time: ['/at', 'signed', 'arrival'],
    source: ['//{/url|host}', '//acme.com'],
    list: '',
  };
  expect(faultsOfPlaces(places)).toEqual([]);
});

it('what the signature covers of an event is signed, even if it leaves out the rest', () => {
  const places = { id: '/id', type: '{/type}.{/action}', subject: '/id' } as const;
  const event = { id: 'e1', type: 'order', action: 'paid' };
  const signedParts = ['/id', '/type'];
  expect(described(places, event, { coversBody: false, signedParts })).toMatchObject({
    id: 'e1',
    unsigned: ['type', 'time'],
  });
  expect(described(places, event, { coversBody: false, signedParts: [...signedParts, '/action'] })).toMatchObject({
    unsigned: ['time'],
  });
});
