import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { isOfType } from '../../core/logic/saga.ts';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isOktaEventOfType, OktaEvent } from './event.ts';
import { okta } from './index.ts';
import { oktaSamples } from './samples.ts';

declare module './event.ts' {
  interface OktaEventTypes {
    'test.declared': true;
  }
}

const sample = (type: string) => sampleEvent(okta, oktaSamples, type);

it('an event is the same after its way over the wire', async () => {
  const { event } = OktaEvent.revive(await sample('user.lifecycle.create'));
  expect(event).toMatchObject({ eventType: 'user.lifecycle.create', target: [{ alternateId: 'ada@example.com' }] });
});

it('a message without an event of Okta is a bad event', async () => {
  const envelope = { ...(await sample('user.session.start')), data: { uuid: 'f790999f' } };
  expect(() => OktaEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'okta/bad-event' }));
});

it('only events of the wanted types are let through, narrowed to them', async () => {
  const events = await Promise.all(['user.session.start', 'user.lifecycle.suspend'].map(sample));
  const passed = await firstValueFrom(
    of(...events.map((envelope) => OktaEvent.revive(envelope))).pipe(
      isOfType(OktaEvent),
      isOktaEventOfType('user.lifecycle.suspend', 'user.lifecycle.deactivate'),
      toArray(),
    ),
  );
  expect(passed.map(({ event }) => event.eventType)).toEqual(['user.lifecycle.suspend']);
  expectTypeOf(passed[0]?.event.eventType).toEqualTypeOf<
    'user.lifecycle.suspend' | 'user.lifecycle.deactivate' | undefined
  >();
});

it('types are the known ones and those that were declared', () => {
  isOktaEventOfType('test.declared');
  // @ts-expect-error there is no such type
  isOktaEventOfType('user.teleported');
});
