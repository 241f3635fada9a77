import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { FileBlobs } from './file-blobs.ts';

const folder = mkdtempSync(join(tmpdir(), 'blobs-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('what is put comes back byte for byte, and no draft is left', async () => {
  const blobs = new FileBlobs(folder);
  const bytes = Buffer.from([0, 255, 10, 13]);
  await Promise.all([blobs.put('events/a/1.json', bytes), blobs.put('events/a/1.json', bytes)]);
  expect(await blobs.get('events/a/1.json')).toEqual(bytes);
  expect(readdirSync(join(folder, 'events', 'a'))).toEqual(['1.json']);
});

it('what is not there is undefined', async () => {
  expect(await new FileBlobs(folder).get('events/a/2.json')).toBeUndefined();
});
