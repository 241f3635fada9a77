import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isOfType } from '../logic/saga.ts';
import { hmac } from '../scheme/schemes.ts';
import { ofTypes, type EventOf } from './event-class.ts';
import { instanceEvent, type EventsOfInstance } from './instance-event.ts';
import { instanceIntegration } from './instance-integration.ts';
import { instanceSamples } from './instance-samples.ts';
import type { Instance, InstanceNative } from './instance.ts';

declare module './instance-event.ts' {
  interface InstanceEvents {
    testDeclared: { 'example.created': { id: string; total: number } };
  }
}

class TestDeclaredEvent extends instanceEvent('testDeclared') {}
const isTestDeclaredEventOfType = ofTypes(TestDeclaredEvent);

class TestOtherEvent extends instanceEvent('testOther') {}
const isTestOtherEventOfType = ofTypes(TestOtherEvent);

const instance: Instance = {
  scheme: hmac({ headers: { 'x-signature': '{signature}' } }),
  places: { id: '/id', type: 'header:x-type' },
};
const sample = (provider: string, type: string) =>
  sampleEvent(instanceIntegration(provider, instance), instanceSamples(provider, instance), type);

it('an event is the same after its way over the wire, of the class of its instance', async () => {
  const event = TestDeclaredEvent.revive(await sample('testDeclared', 'example.created'));
  expect(event).toBeInstanceOf(TestDeclaredEvent);
  expect(event).not.toBeInstanceOf(TestOtherEvent);
  expect(event.event).toMatchObject({ id: 'evt:1' });
  expect(event.envelope).toMatchObject({ type: 'com.testdeclared.example.created', unsigned: 'type,time' });
});

it('a message that does not hold an object is a bad event of its instance', async () => {
  const envelope = { ...(await sample('testOther', 'example.created')), data: null };
  expect(() => TestOtherEvent.revive(envelope)).toThrow(expect.objectContaining({ code: 'testOther/bad-event' }));
});

it('only events of the wanted types are let through, narrowed to what was declared', async () => {
  const events = await Promise.all(['example.created', 'example.deleted'].map((type) => sample('testDeclared', type)));
  const other = TestOtherEvent.revive(await sample('testOther', 'example.created'));
  const passed = await firstValueFrom(
    of(other, ...events.map((envelope) => TestDeclaredEvent.revive(envelope))).pipe(
      isOfType(TestDeclaredEvent),
      isTestDeclaredEventOfType('example.created'),
      toArray(),
    ),
  );
  expect(passed.map(({ envelope }) => envelope.eventtype)).toEqual(['example.created']);
  expectTypeOf(passed[0]?.event).toEqualTypeOf<{ id: string; total: number } | undefined>();
});

it('an instance whose types were declared takes no other; any other instance takes any', () => {
  // @ts-expect-error there is no such type
  isTestDeclaredEventOfType('example.teleported');
  expect(isTestOtherEventOfType('whatever')).toBeTypeOf('function');
  type Passed = EventOf<EventsOfInstance<'testOther'>, 'whatever'>;
  expectTypeOf<Passed['event']>().toEqualTypeOf<InstanceNative>();
});
