import { beforeEach, describe, expect, it } from 'vitest';
import { count, ScriptedConsumer } from '../../testing/scripted-consumer.ts';
import { RECOVERED } from '../delivery.ts';
import { buildEvent, encodeEvent } from '../event/platform-event.ts';

const MINUTE_MS = 60_000;
const FOUND = { [RECOVERED]: 'list' };

let subject: ScriptedConsumer;

beforeEach(() => {
  subject = new ScriptedConsumer();
  subject.deeds = { a: count };
});

/** The message of an event that occurred some minutes ago. */
function messageOf(minutes: number) {
  const time = new Date(subject.ports.clock.now().getTime() - minutes * MINUTE_MS);
  const about = { id: 'e1', type: 'thing', time, source: '//acme.example' };
  return encodeEvent(buildEvent('acme', about, { receivedAt: time }), Buffer.from('{"n":1}'));
}

async function reportOf(attributes: Readonly<Record<string, string>>, minutes = 60) {
  const message = messageOf(minutes);
  await subject.deliver({ data: message.data, attributes: { ...message.attributes, ...attributes } });
  const handled = subject.ports.lines.filter(({ message: text }) => text === 'Acme Event Handled');
  return handled.map(({ recovered }) => recovered);
}

describe('an event is reported as recovered', () => {
  it('if the search for missed events brings it', async () => {
    expect(await reportOf(FOUND)).toEqual([true]);
  });

  it('only once, although the next search brings it again', async () => {
    await reportOf(FOUND);
    expect(await reportOf(FOUND)).toEqual([true]);
  });

  it.each([
    ['if the webhook brings it', {}, 60],
    ['if it is so young that the webhook may still bring it', FOUND, 9],
    ['if somebody replays it', { ...FOUND, consumer: 'acme-onAcmeEvent', replay: 'again' }, 60],
  ])('but not %s', async (_name, attributes, minutes) => {
    expect(await reportOf(attributes, minutes)).toEqual([undefined]);
  });

  it('but not if the webhook has brought it before', async () => {
    await reportOf({});
    expect(await reportOf(FOUND)).toEqual([undefined]);
  });
});
