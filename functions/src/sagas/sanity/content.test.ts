import { expect, it } from 'vitest';
import { SanityEvent } from 'integration-service/sanity';
import { sanity } from 'integration-service/sanity/integration';
import { sanitySamples } from 'integration-service/sanity/samples';
import { handleEvents, sampleEvent } from 'integration-service/testing';
import { updateContent } from '../shared/content.ts';
import { content } from './content.ts';

async function event(type: string, second = 0, edit = (body: string) => body): Promise<SanityEvent> {
  const now = new Date(Date.UTC(2026, 10, 23, 12, 0, second));
  return SanityEvent.revive(await sampleEvent(sanity, sanitySamples, type, { now, edit }));
}

async function after(id: string, ...events: readonly SanityEvent[]) {
  const store = await handleEvents({ sagas: { content }, handlers: [updateContent] }, events);
  return (await store.get('content', `sanity:${id}`))?.data;
}

it('a document is recorded with its version', async () => {
  expect(await after('post-1', await event('post.update', 5), await event('post.create'))).toMatchObject({
    provider: 'sanity',
    source: '//sanity.io/projects/cups42/production',
    kind: 'post',
    status: 'published',
    revision: 'rev-1795435205000',
    updatedAt: '2026-11-23T12:00:05.000Z',
  });
});

it('a deleted document stays deleted, whatever the order of the events', async () => {
  const all = [await event('post.create'), await event('post.update'), await event('post.delete')];
  for (const order of [all, all.toReversed()])
    expect(await after('post-1', ...order)).toMatchObject({ status: 'deleted' });
});

it('a draft is a draft', async () => {
  const edit = (body: string) => body.replace('"post-1"', '"drafts.post-1"');
  expect(await after('drafts.post-1', await event('post.update', 0, edit))).toMatchObject({ status: 'draft' });
});

it('a document without an id leaves no record', async () => {
  expect(await after('post-1', await event('post.update', 0, () => '{"_type":"post"}'))).toBeUndefined();
});
