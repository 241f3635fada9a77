import { expect, it } from 'vitest';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { NoBucketError } from '../event/large-event.ts';
import { createLogger, type LogLevel, type LogLine } from '../telemetry/logger.ts';
import { readSettings } from '../config/settings.ts';
import { EventPublisher, publishDeadlineOf } from './event-publisher.ts';

it.each<[LogLevel, number]>([
  ['debug', 1],
  ['info', 0],
])('at the level %s the payload is logged %i times', async (level, times) => {
  const lines: LogLine[] = [];
  const log = createLogger((line) => lines.push(line), level);
  const publisher = new EventPublisher(readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 's' }), memoryPorts());
  const about = { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' };
  const envelope = publisher.envelop(about, { name: 'Ada' }, undefined, { receivedAt: new Date(0) });
  await publisher.publish([envelope], log);
  expect(lines.filter((line) => JSON.stringify(line).includes('Ada'))).toHaveLength(times);
});

it('a large event without a bucket is a bad-config that names the variable to set, and nothing is published', async () => {
  const ports = memoryPorts();
  const noBucket = () => Promise.reject(new NoBucketError());
  const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 's' });
  const publisher = new EventPublisher(settings, { ...ports, blobs: { put: noBucket, get: noBucket } });
  const about = { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' };
  const envelope = publisher.envelop(about, { text: 'x'.repeat(400_000) }, undefined, { receivedAt: new Date(0) });
  await expect(publisher.publish([envelope], ports.log)).rejects.toMatchObject({
    code: 'acme/bad-config',
    message: expect.stringContaining('INTEGRATIONS_BUCKET'),
  });
  expect(ports.publisher.published).toEqual([]);
});

it.each([
  [2, 1_500],
  [3, 2_500],
  [10, 2_500],
  [undefined, 2_500],
])('if the provider waits %s s for the answer, publishing may take %i ms', async (seconds, expected) => {
  const ports = memoryPorts();
  const deadlines: number[] = [];
  const publish = async (_topic: string, _messages: readonly unknown[], deadlineMs: number) => {
    deadlines.push(deadlineMs);
    return ['1'];
  };
  const deadlineMs = publishDeadlineOf(seconds === undefined ? {} : { answerWithinSeconds: seconds });
  const settings = readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 's' });
  const publisher = new EventPublisher(settings, { ...ports, publisher: { publish } }, deadlineMs);
  const about = { id: 'e1', type: 'thing', time: new Date(0), source: '//acme.example' };
  await publisher.publish([publisher.envelop(about, {}, undefined, { receivedAt: new Date(0) })], ports.log);
  expect(deadlines).toEqual([expected]);
});
