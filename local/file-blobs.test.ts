import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
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

it.each(['../outside.json', 'events/../../outside.json', '/etc/hostname', '.'])(
  '%s is neither read nor written',
  async (name) => {
    const blobs = new FileBlobs(folder);
    await expect(blobs.get(name)).rejects.toThrow('leads out of its folder');
    await expect(blobs.put(name, Buffer.from('x'))).rejects.toThrow('leads out of its folder');
  },
);

it.skipIf(process.platform === 'win32')('what is put is readable by its owner alone', async () => {
  await new FileBlobs(folder).put('events/a/3.json', Buffer.from('{}'));
  const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o777;
  expect([modeOf('events'), modeOf('events/a'), modeOf('events/a/3.json')]).toEqual([0o700, 0o700, 0o600]);
});
