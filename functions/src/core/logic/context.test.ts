import { expect, it } from 'vitest';
import { ScriptedConsumer } from '../../testing/scripted-consumer.ts';
import { service } from './service.ts';

const clock = service('clock', () => 'a clock');

// That our linter agrees is proven where it looks: integrations/stripe/refetch.ts takes them out too.
it('what a handler works with can be taken out of the context', async () => {
  const subject = new ScriptedConsumer();
  subject.deeds = {
    a: async ({ records: { update, get }, log: { info, with: withFields }, use }) => {
      const [before, time] = [await get('orders', '1001'), await use(clock)];
      update('orders', '1001', () => ({ before: before?.version ?? 0, time }));
      info('Taken out');
      withFields({ order: '1001' }).info('With fields');
    },
  };
  expect(await subject.deliver()).toBe('ack');
  expect((await subject.ports.store.get('orders', '1001'))?.data).toEqual({ before: 0, time: 'a clock' });
  expect(subject.ports.lines.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['Taken out', 'With fields']),
  );
});
