import { expect, it } from 'vitest';
import { NotionEvent } from 'integration-service/notion';
import { notion } from 'integration-service/notion/integration';
import { notionSamples } from 'integration-service/notion/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateContent } from '../shared/content.ts';
import { content } from './content.ts';

async function event(type: string, second = 0, edit = (body: string) => body): Promise<NotionEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return NotionEvent.revive(await sampleEvent(notion, notionSamples, type, { now, edit }));
}

async function after(...events: readonly NotionEvent[]) {
  const store = await handleEvents({ sagas: { content }, handlers: [updateContent] }, events);
  return (await store.get('content', 'notion:page-1'))?.data;
}

it('a page is recorded with its last change', async () => {
  expect(await after(await event('page.content_updated', 5), await event('page.created'))).toMatchObject({
    provider: 'notion',
    source: '//notion.so/workspaces/e1c7a504-8b2d-4963-b0f5-7d3e92a6c184',
    kind: 'page',
    status: 'published',
    updatedAt: '2026-11-23T12:00:05.000Z',
  });
});

it('a page in the trash is deleted, whatever the order of the events, until it is restored', async () => {
  const all = [await event('page.created'), await event('page.properties_updated'), await event('page.deleted')];
  for (const order of [all, all.toReversed()]) expect(await after(...order)).toMatchObject({ status: 'deleted' });
  const restored = await event('page.created', 9, (body) => body.replaceAll(/page(\.?)created/g, 'page$1undeleted'));
  expect(await after(restored, ...all)).toMatchObject({ status: 'published' });
});

it('a changed schema leaves no record', async () => {
  const store = await handleEvents({ sagas: { content }, handlers: [updateContent] }, [
    await event('data_source.schema_updated'),
  ]);
  expect(await store.list('content', { limit: 1 })).toEqual([]);
});
