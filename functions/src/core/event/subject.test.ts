import { expect, it } from 'vitest';
import { IntegrationEvent } from './integration-event.ts';
import { buildEvent } from './platform-event.ts';
import { isDigest, subjectKey, subjectsOf } from './subject.ts';

class AboutOthers extends IntegrationEvent<readonly unknown[]> {
  override related(): readonly unknown[] {
    return this.event;
  }
}

function eventAbout(subject: string | undefined, related: readonly unknown[]) {
  const about = { id: 'evt_1', type: 'thing.made', time: new Date(), source: '//acme.example' };
  const context = buildEvent(
    'acme',
    { ...about, ...(subject !== undefined && { subject }) },
    { receivedAt: new Date() },
  );
  return new AboutOthers(related, { ...context, data: related });
}

it.each(['cus_123', 'gid://shopify/Order/1', 'sub_ümlaut', '42', '<not an address>', 'a@b@c'])(
  'an id is kept as it is: %s',
  (id) => {
    expect(subjectKey(id)).toBe(id);
    expect(isDigest(subjectKey(id))).toBe(false);
  },
);

it('an address is kept as a digest, the same for every spelling of it, and none of it can be read', () => {
  const key = subjectKey('jane.doe@example.com');
  expect(key).toMatch(/^email:[0-9a-f]{64}$/);
  expect([' Jane.Doe@EXAMPLE.com ', 'Jane Doe <jane.doe@example.com>'].map(subjectKey)).toEqual([key, key]);
  expect(subjectKey('john.doe@example.com')).not.toBe(key);
  expect(isDigest(key)).toBe(true);
});

it('a phone number is kept as a digest, however it is grouped', () => {
  const key = subjectKey('+15017122661');
  expect(key).toMatch(/^phone:[0-9a-f]{64}$/);
  expect(subjectKey('+1 (501) 712-2661')).toBe(key);
});

it('a key is its own key, so that a page that shows one is found by it', () => {
  for (const text of ['cus_1', 'jane.doe@example.com', '+15017122661', '#1001', 'x'.repeat(5_000)]) {
    expect(subjectKey(subjectKey(text))).toBe(subjectKey(text));
  }
});

it('the number of an order is found with its sign and without', () => {
  expect(subjectKey('#1001')).toBe('1001');
  expect(subjectKey('#')).toBe('#');
});

it('a name that is too long for an index is cut, and stays different from others', () => {
  const [one, other] = [`${'x'.repeat(5_000)}1`, `${'x'.repeat(5_000)}2`].map(subjectKey);
  expect(Buffer.byteLength(String(one))).toBeLessThan(1_500);
  expect(one).not.toBe(other);
});

it('an event concerns the subject of its envelope and what its class names, each once', () => {
  const event = eventAbout('in_1', ['cus_1', undefined, null, '', 1001, { id: 'x' }, ['a@example.com', 'in_1']]);
  expect(subjectsOf(event)).toEqual(['in_1', 'cus_1', '1001', subjectKey('a@example.com')]);
  expect(subjectsOf(eventAbout(undefined, []))).toEqual([]);
});

it('an event that names very many objects is found by the first of them', () => {
  const many = Array.from({ length: 100 }, (_, index) => `o_${index}`);
  expect(subjectsOf(eventAbout('in_1', [many]))).toEqual(['in_1', ...many.slice(0, 7)]);
});
