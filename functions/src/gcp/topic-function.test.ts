import { beforeEach, describe, expect, it } from 'vitest';
import { defineBundle } from '../core/config/bundle.ts';
import { integration } from '../core/integration/from-facts.ts';
import type { ProviderTopic } from '../core/integration/provider-topic.ts';
import { Redeliver } from '../core/redelivery.ts';
import { useRuntime } from '../core/runtime.ts';
import { hmac } from '../core/scheme/schemes.ts';
import { memoryPorts, type MemoryPorts } from '../testing/memory-ports.ts';
import { topicFunction } from './topic-function.ts';
import { webhookBesideTopic } from './webhook-beside-topic.ts';

const acme = integration<{ kind: string }>({
  provider: 'acme',
  scheme: hmac({ headers: { 'acme-signature': '{signature}' } }),
  places: { id: 'body:/message/messageId', type: '/kind', needs: { '/kind': 'text' } },
});
const source: ProviderTopic = { provider: 'acme', publisher: 'events@acme.example' };

const configured = (environment: Record<string, string>) => defineBundle({}, environment);

const EVENT = {
  specversion: '1.0',
  id: '7',
  source: '//pubsub',
  type: 't',
  time: '',
  data: {
    message: {
      messageId: '7',
      publishTime: '2026-11-23T12:00:00.000Z',
      data: Buffer.from('{"kind":"made"}').toString('base64'),
      attributes: {},
    },
  },
} as const;

describe('the function on a provider’s own topic', () => {
  let ports: MemoryPorts;

  beforeEach(() => {
    ports = memoryPorts();
    useRuntime(ports);
  });

  it('is not there unless a topic is configured, and the webhook is', () => {
    configured({ ACME_WEBHOOK_SECRET: 'topsecret' });
    expect(topicFunction(acme, source)).toBeUndefined();
    expect(webhookBesideTopic(acme)).toBeTypeOf('function');
  });

  it('is there alone if only a topic is configured, and beside the webhook if there is a secret, too', () => {
    configured({ ACME_PUBSUB_TOPIC: 'acme-notifications' });
    expect(topicFunction(acme, source)).toBeTypeOf('function');
    expect(webhookBesideTopic(acme)).toBeUndefined();
    configured({ ACME_PUBSUB_TOPIC: 'acme-notifications', ACME_WEBHOOK_SECRET: 'topsecret' });
    expect(topicFunction(acme, source)).toBeTypeOf('function');
    expect(webhookBesideTopic(acme)).toBeTypeOf('function');
  });

  it('is deployed on that topic, which keeps its name whatever the scope, and with retries', () => {
    configured({ ACME_PUBSUB_TOPIC: 'projects/demo/topics/acme-notifications', INTEGRATIONS_SCOPE: 'eu' });
    expect(topicFunction(acme, source)).toHaveProperty('__endpoint.eventTrigger', {
      eventType: 'google.cloud.pubsub.topic.v1.messagePublished',
      eventFilters: { topic: 'acme-notifications' },
      retry: true,
    });
  });

  it('publishes a message as an event, and has it delivered again if that fails', async () => {
    configured({ ACME_PUBSUB_TOPIC: 'acme-notifications' });
    const deployed = topicFunction(acme, source);
    ports.publisher.failure = new Error('Pub/Sub is down');
    await expect(deployed?.(EVENT)).rejects.toThrow(Redeliver);
    ports.publisher.failure = undefined;
    await deployed?.(EVENT);
    const [message] = ports.publisher.to('integration-acme-events');
    expect(message?.attributes).toMatchObject({ id: '7', eventtype: 'made' });
  });
});
