import { describe, expect, it } from 'vitest';
import { isText, parseJson } from '../../core/event/json.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import { eventsInMessage } from '../../core/ingest/topic-service.ts';
import { isFactual } from '../../core/integration/facts.ts';
import { describeAll } from '../../core/integration/recognition.ts';
import { NOW, type Kit } from './kit.ts';
import type { Traits } from './traits.ts';

/** What comes by the provider's own topic is what comes by requests, and proven as a whole. */
export function messagesOfItsTopic<Native>(kit: Kit<Native>, { topic }: Traits): void {
  const { integration, samples } = kit;
  if (topic === undefined) return;

  describe('a message of the provider’s own topic', () => {
    it('comes from an account of the provider’s', () => {
      expect(topic.provider).toBe(integration.provider);
      expect(topic.publisher).toMatch(/^[a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com$/);
    });

    it.each([...samples.types])(
      'of %s is the event that a request brings, and nothing of it is unsigned',
      async (type) => {
        if (!isFactual(integration)) throw new Error('A topic needs an integration that is made of facts.');
        const { verified, request } = await kit.accepted({ type });
        const byRequest = describeAll(integration, verified, request);
        const data = kit.body(type);
        const attributes = samples.attributes?.({ body: data, type, id: 'conformance-1', now: NOW }) ?? {};
        // A push names the message that it brings.
        const pushed = valueAt(parseJson(Buffer.from(request.rawBody).toString()), '/message/messageId');
        const message = { messageId: isText(pushed) ? pushed : 'm1', data, attributes, publishTime: NOW };
        const byTopic = eventsInMessage(integration, topic, message);
        expect(byTopic.map(({ about }) => about)).toEqual(
          byRequest.map(({ about: { unsigned: _unsigned, ...proven } }) => proven),
        );
        expect(byTopic.map(({ native }) => native)).toEqual(byRequest.map(({ native }) => native));
        expect(byTopic.map(({ json }) => Buffer.from(json ?? []).toString())).toEqual([data.toString()]);
      },
    );
  });
}
