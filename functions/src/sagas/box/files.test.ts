import { expect, it } from 'vitest';
import { BoxEvent } from 'integration-service/box';
import { box } from 'integration-service/box/integration';
import { boxSamples } from 'integration-service/box/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { files, syncFile } from './files.ts';

async function event(type: string, second = 0, edit = (body: string) => body): Promise<BoxEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return BoxEvent.revive(await sampleEvent(box, boxSamples, type, { now, edit }));
}

async function after(...events: readonly BoxEvent[]) {
  const store = await handleEvents({ sagas: { files }, handlers: [syncFile] }, events);
  return (await store.get('files', 'box:801'))?.data;
}

it('a file is recorded with its folder, and in the trash in the end, whatever the order of its events', async () => {
  const all = [await event('FILE.UPLOADED'), await event('FILE.RENAMED'), await event('FILE.TRASHED')];
  expect(await after(...all.slice(0, 2))).toMatchObject({
    provider: 'box',
    status: 'active',
    name: 'invoice 1001 (paid).pdf',
    size: 48_211,
    folderName: 'Invoices',
    owner: '33009',
    modifiedAt: '2026-11-23T12:00:00.000Z',
  });
  for (const order of [all, all.toReversed()]) expect(await after(...order)).toMatchObject({ status: 'trashed' });
});

it('a file that was taken out of the trash is active', async () => {
  const restored = await event('FILE.UPLOADED', 9, (body) => body.replaceAll('FILE.UPLOADED', 'FILE.RESTORED'));
  expect(await after(restored, await event('FILE.TRASHED', 5))).toMatchObject({ status: 'active' });
});

it('a folder leaves no record', async () => {
  expect(await after(await event('FOLDER.CREATED'))).toBeUndefined();
});
