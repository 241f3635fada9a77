import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JoinedChunks } from './joined-chunks.ts';

it('whatever the sizes of the chunks, all of their bytes come out, in order', () => {
  const sizes = fc.array(fc.oneof(fc.nat(3), fc.nat(40_000)), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const chunks = lengths.map((length, index) => Buffer.alloc(length, index));
      const joined = new JoinedChunks(60 * 40_000);
      for (const chunk of chunks) expect(joined.add(chunk)).toBe(true);
      expect(joined.all().equals(Buffer.concat(chunks))).toBe(true);
    }),
  );
});

it('a single chunk is not copied', () => {
  const joined = new JoinedChunks(10);
  const chunk = Buffer.from('{}');
  joined.add(chunk);
  expect(joined.all()).toBe(chunk);
});

it('the limit itself is kept, one byte more is not, and then nothing is', () => {
  const joined = new JoinedChunks(20_000);
  expect(joined.add(Buffer.alloc(19_999))).toBe(true);
  expect(joined.add(Buffer.alloc(1))).toBe(true);
  expect(joined.all()).toHaveLength(20_000);
  expect(joined.add(Buffer.alloc(1))).toBe(false);
  expect(joined.all()).toHaveLength(0);
});

it('no more memory is taken than the limit', () => {
  const joined = new JoinedChunks(20_000);
  for (let index = 0; index < 20_000; index++) joined.add(Buffer.alloc(1));
  expect(joined.all().buffer.byteLength).toBe(20_000);
});
