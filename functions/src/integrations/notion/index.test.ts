import { createHmac } from 'node:crypto';
import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isNotionEventOfType, NotionEvent } from './event.ts';
import { notion } from './index.ts';
import { notionSamples } from './samples.ts';

integrationConformance(notion, notionSamples);

const NOW = new Date('2026-11-23T12:00:00Z');
const TOKEN = 'secret_the_configured_token';

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(notion, notionSamples, type, { id: '7', now: NOW, edit });

/** What a request that is signed with a token is answered, if it is a handshake. */
function greeted(body: object, token: string) {
  const text = JSON.stringify(body);
  const headers = { 'x-notion-signature': `sha256=${createHmac('sha256', token).update(text).digest('hex')}` };
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody: Buffer.from(text), receivedAt: NOW };
  const settings = { toleranceSeconds: 0, verifyToken: undefined };
  return Promise.resolve().then(() => notion.handshake?.(request, [TOKEN], NOW, settings));
}

it('the request that tells the configured token is answered, and is not an event', async () => {
  expect(await greeted({ verification_token: TOKEN }, TOKEN)).toEqual({ status: 200 });
});

it('a request that tells another token is refused, although it is signed with that', async () => {
  await expect(greeted({ verification_token: 'secret_other' }, 'secret_other')).rejects.toMatchObject({
    code: 'notion/bad-signature',
  });
});

it('an event that mentions a token is an event', async () => {
  expect(await greeted({ type: 'page.created', verification_token: TOKEN }, TOKEN)).toBeUndefined();
});

it('an event is described by what is signed', async () => {
  const envelope = await event('page.created');
  expect(envelope).toMatchObject({
    id: '9d2f4e61-pagecreated-7',
    eventtype: 'page.created',
    time: '2026-11-23T12:00:00.000Z',
    source: '//notion.so/workspaces/e1c7a504-8b2d-4963-b0f5-7d3e92a6c184',
    subject: 'page-7',
  });
  expect(envelope).not.toHaveProperty('unsigned');
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['page.created', 'page.content_updated'].map((type) => event(type)));
  const events = all.map((envelope) => NotionEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isNotionEventOfType('page.content_updated'), toArray()));
  expect(passed).toEqual(events.slice(1));
  for (const { event: one } of passed) expectTypeOf(one.entity.type).toEqualTypeOf<'page'>();
  // @ts-expect-error Notion has no such event.
  isNotionEventOfType('page.exploded');
});
