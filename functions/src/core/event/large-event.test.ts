import { describe, expect, it } from 'vitest';
import { MemoryBlobs } from '../../testing/memory-blobs.ts';
import { encodeByReference, readEvent } from './large-event.ts';
import { buildEvent, encodeEvent } from './platform-event.ts';

const context = buildEvent(
  'acme',
  { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' },
  { receivedAt: new Date(0) },
);
const json = Buffer.from(JSON.stringify({ text: 'x'.repeat(1_000_000) }));

describe('a large event', () => {
  it('travels as a short message and comes back whole', async () => {
    const blobs = new MemoryBlobs();
    const { data, attributes } = await encodeByReference(context, json, blobs, 1000);
    expect(data.byteLength).toBeLessThan(1000);
    expect(attributes).toMatchObject({ id: 'e1', provider: 'acme' });
    expect(await readEvent('acme', data, blobs)).toEqual({ ...context, data: JSON.parse(json.toString()) });
  });

  it('that is delivered twice is stored once', async () => {
    const blobs = new MemoryBlobs();
    await encodeByReference(context, json, blobs, 1000);
    await encodeByReference(context, json, blobs, 1000);
    expect(blobs.kept.size).toBe(1);
  });

  it('whose stored bytes were changed is a bad-event', async () => {
    const blobs = new MemoryBlobs();
    const { data } = await encodeByReference(context, json, blobs, 1000);
    for (const name of blobs.kept.keys()) blobs.kept.set(name, Buffer.from('{}'));
    await expect(readEvent('acme', data, blobs)).rejects.toMatchObject({ code: 'acme/bad-event' });
  });

  it('whose stored bytes are gone is a bad-event that says where to look', async () => {
    const { data } = await encodeByReference(context, json, new MemoryBlobs(), 1000);
    await expect(readEvent('acme', data, new MemoryBlobs())).rejects.toThrow(/lifecycle/);
  });

  it('that cannot be fetched for now is not a bad-event: the message is delivered again', async () => {
    const { data } = await encodeByReference(context, json, new MemoryBlobs(), 1000);
    const away = { put: () => Promise.resolve(), get: () => Promise.reject(new Error('Cloud Storage is down')) };
    await expect(readEvent('acme', data, away)).rejects.toThrow('Cloud Storage is down');
  });
});

describe('a reference that we did not write', () => {
  const hex = (fill: string) => fill.repeat(64);
  const own = `events/acme/${hex('a')}.json`;

  it.each([
    ['a path that leads out of the folder', '../../secrets.json', `sha256:${hex('a')}`],
    ['a path that leads out of it later on', `events/acme/../../../${hex('a')}.json`, `sha256:${hex('a')}`],
    ['an absolute path', '/etc/passwd', `sha256:${hex('a')}`],
    ['the body of another provider', `events/stripe/${hex('a')}.json`, `sha256:${hex('a')}`],
    ['a body of another digest', own, `sha256:${hex('b')}`],
    ['a digest in capitals', `events/acme/${hex('A')}.json`, `sha256:${hex('A')}`],
    ['a digest of another kind', own, `md5:${hex('a')}`],
    ['a digest that is cut short', 'events/acme/aa.json', 'sha256:aa'],
    ['a name with its own ending', `${own}.bak`, `sha256:${hex('a')}`],
    ['no name', undefined, `sha256:${hex('a')}`],
    ['no digest', own, undefined],
  ])('to %s is a bad-event, and nothing is looked up', async (_what, dataref, datadigest) => {
    const asked: string[] = [];
    const blobs = {
      put: () => Promise.resolve(),
      get: (name: string) => {
        asked.push(name);
        return Promise.resolve(undefined);
      },
    };
    const data = Buffer.from(JSON.stringify({ ...context, dataref, datadigest }));
    await expect(readEvent('acme', data, blobs)).rejects.toMatchObject({ code: 'acme/bad-event' });
    expect(asked).toEqual([]);
  });
});

it('an ordinary event is read without a look at the store', async () => {
  const { data } = encodeEvent(context, Buffer.from('{"n":1}'));
  expect(await readEvent('acme', data, new MemoryBlobs())).toMatchObject({ data: { n: 1 } });
});

it('an envelope with neither data nor a reference is a bad-event', async () => {
  const data = Buffer.from(JSON.stringify(context));
  await expect(readEvent('acme', data, new MemoryBlobs())).rejects.toMatchObject({ code: 'acme/bad-event' });
});
