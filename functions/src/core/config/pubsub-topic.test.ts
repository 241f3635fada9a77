import { expect, it } from 'vitest';
import { pubsubTopicIn, requireTopics } from './pubsub-topic.ts';
import { readSettings } from './settings.ts';

const settingsOf = (topic?: string) =>
  readSettings('acme', {}, { ACME_WEBHOOK_SECRET: 's', ...(topic !== undefined && { ACME_PUBSUB_TOPIC: topic }) });

it('a topic of the own project can work, written in full or not', () => {
  expect(pubsubTopicIn(settingsOf('events'))).toEqual({ project: undefined, name: 'events' });
  expect(pubsubTopicIn(settingsOf('projects/demo/topics/events'))).toEqual({ project: 'demo', name: 'events' });
  expect(pubsubTopicIn(settingsOf())).toBeUndefined();
  const settings = ['events', 'projects/demo/topics/events', undefined].map(settingsOf);
  requireTopics(settings, { publishing: ['acme'], project: 'demo' });
});

it('a topic of another project is refused, since no function could be triggered by it', () => {
  const settings = [settingsOf('projects/other/topics/events')];
  requireTopics(settings, { publishing: ['acme'], project: undefined });
  expect(() => requireTopics(settings, { publishing: ['acme'], project: 'demo' })).toThrow(
    expect.objectContaining({
      code: 'acme/bad-config',
      message: expect.stringMatching(/ACME_PUBSUB_TOPIC names a topic of other.*own project, demo/),
    }),
  );
});

it('a topic of a provider that publishes to none is refused', () => {
  expect(() => requireTopics([settingsOf('events')], { publishing: [], project: 'demo' })).toThrow(
    'acme publishes to no topic; remove ACME_PUBSUB_TOPIC and set ACME_WEBHOOK_SECRET.',
  );
});

it.each(['a topic', 'ab', 'goog-events', 'projects/demo/events', '1events'])('%j is not a topic', (topic) => {
  expect(() => pubsubTopicIn(settingsOf(topic))).toThrow(/ACME_PUBSUB_TOPIC is not a topic; write my-topic/);
});

it.each(['integration-acme-events', 'eu-integration-acme-events-dead-letter'])(
  'our own topic %s is refused: its messages would go round in a circle',
  (topic) => {
    expect(() => pubsubTopicIn(settingsOf(topic))).toThrow(/ACME_PUBSUB_TOPIC names a topic of ours/);
  },
);

it('a topic alone switches an integration on', () => {
  expect(readSettings('acme', {}, { ACME_PUBSUB_TOPIC: 'events' })).toMatchObject({
    enabled: true,
    webhookSecret: undefined,
    pubsubTopic: 'events',
  });
});
