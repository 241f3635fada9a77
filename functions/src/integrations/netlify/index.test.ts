import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { integrationConformance } from '../../testing/integration-conformance.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isNetlifyEventOfType, NetlifyEvent, type Deploy } from './event.ts';
import { netlify } from './index.ts';
import { netlifySamples } from './samples.ts';

integrationConformance(netlify, netlifySamples);

const NOW = new Date('2026-11-23T12:00:00Z');

const event = (type: string, edit = (body: string) => body) =>
  sampleEvent(netlify, netlifySamples, type, { id: '7', now: NOW, edit });

/** A deploy as the body describes it, by a request with this name of the event, or none. */
function describedAs(name: string | undefined, body: object) {
  const rawBody = Buffer.from(JSON.stringify(body));
  const headers = { ...(name !== undefined && { 'x-netlify-event': name }) };
  const native: Deploy = JSON.parse(rawBody.toString());
  const request = { method: 'POST', url: '/', publicUrls: [], headers, rawBody, receivedAt: NOW };
  return netlify.describe(native, request);
}

it('a deploy is described by its site and its last change; only its name is not signed', async () => {
  expect(await event('deploy_created')).toMatchObject({
    id: expect.stringMatching(/^[\w-]{20,}$/),
    eventtype: 'deploy_created',
    time: '2026-11-23T12:00:00.000Z',
    source: '//netlify.com/sites/2c81f5a0-7d3e-4b96-a1f4-90e6d2c7b385',
    subject: '67a4c0e1f2d8b900f0b27',
    unsigned: 'type',
  });
});

it('a form comes from its site', async () => {
  expect(await event('submission_created')).toMatchObject({ source: '//cups.example' });
});

const DEPLOY = { id: 'd1', site_id: 's1', state: 'ready' };

it.each([
  [undefined, DEPLOY, 'deploy_created'],
  [undefined, { ...DEPLOY, state: 'processing' }, 'deploy_building'],
  [undefined, { ...DEPLOY, state: 'error' }, 'deploy_failed'],
  ['deploy_locked', DEPLOY, 'deploy_locked'],
  ['submission_created', DEPLOY, 'deploy_created'],
  ['deploy_created', { id: 'f1', form_id: '1', data: {} }, 'submission_created'],
  ['split_test_activated', { id: 't1' }, 'split_test_activated'],
])('an event that is called %s, with the body %j, is %s', (name, body, type) => {
  expect(describedAs(name, body)).toMatchObject({ type });
});

it('the operator lets through the wanted types and narrows the event to them', async () => {
  const all = await Promise.all(['deploy_created', 'submission_created'].map((type) => event(type)));
  const events = all.map((envelope) => NetlifyEvent.revive(envelope));
  const passed = await firstValueFrom(of(...events).pipe(isNetlifyEventOfType('deploy_created'), toArray()));
  expect(passed).toEqual(events.slice(0, 1));
  for (const { event: one } of passed) expectTypeOf(one).toEqualTypeOf<Deploy>();
  // @ts-expect-error Netlify has no such event.
  isNetlifyEventOfType('deploy_exploded');
});

it('a submission under the name of a deploy is not one', async () => {
  const envelope = { ...(await event('submission_created')), eventtype: 'deploy_created' };
  const passed = of(NetlifyEvent.revive(envelope)).pipe(isNetlifyEventOfType('deploy_created'), toArray());
  expect(await firstValueFrom(passed)).toEqual([]);
});
