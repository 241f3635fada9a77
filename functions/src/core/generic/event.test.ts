import { firstValueFrom, of, toArray } from 'rxjs';
import { expect, expectTypeOf, it } from 'vitest';
import { sampleEvent } from '../../testing/sample-events.ts';
import { isOfType } from '../logic/saga.ts';
import { genericEvent, genericEventOfType, type GenericNative } from './event.ts';
import { instanceIntegration } from './instance-integration.ts';
import { hmac } from './instance.ts';
import { instanceSamples } from './samples.ts';

declare module './event.ts' {
  interface InstanceEvents {
    testDeclared: { 'example.created': { id: string; total: number } };
  }
}

class TestDeclaredEvent extends genericEvent('testDeclared') {}
const isTestDeclaredEventOfType = genericEventOfType('testDeclared');

class TestOtherEvent extends genericEvent('testOther') {}
const isTestOtherEventOfType = genericEventOfType('testOther');

const instance = hmac({ header: 'x-signature', id: '/id', type: 'header:x-type' });
const sample = (provider: string, type: string) =>
  sampleEvent(instanceIntegration(provider, instance), instanceSamples(provider, instance), type);

it('an event is the same after its way over the wire, of the class of its instance', async () => {
  const event = TestDeclaredEvent.revive(await sample('testDeclared', 'example.created'));
  expect(event).toBeInstanceOf(TestDeclaredEvent);
  expect(event).not.toBeInstanceOf(TestOtherEvent);
  expect(event.event).toMatchObject({ id: 'evt:1' });
  expect(event.envelope).toMatchObject({ type: 'com.testdeclared.example.created', unsigned: 'type,time' });
});

it('a message that holds no object is a bad event of its instance', async () => {
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

it('of an instance whose types were declared no other is taken; of any other, any is', () => {
  // @ts-expect-error there is no such type
  isTestDeclaredEventOfType('example.teleported');
  const operator = isTestOtherEventOfType('whatever');
  type Passed = Parameters<NonNullable<Parameters<ReturnType<typeof operator>['forEach']>[0]>>[0];
  expectTypeOf<Passed['event']>().toEqualTypeOf<GenericNative>();
});
