import { expect, it } from 'vitest';
import { memoryPorts } from '../../testing/memory-ports.ts';
import { createLogger, type LogLevel, type LogLine } from '../logger.ts';
import { readSettings } from '../options.ts';
import { EventPublisher } from './event-publisher.ts';

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
