import { keepLetter, letterRedelivery } from '../core/letters/letter.ts';
import { traceFields } from '../core/telemetry/logger.ts';
import { runtime } from '../core/runtime.ts';
import { config } from '../integrations.config.ts';
import { messageFunction, type SubscriberFunction } from './pubsub/message-function.ts';
import { cloudLogger } from './logger.ts';
import { deployment } from './deployment.ts';
import { projectId } from './project.ts';
import type { SubscriberOptions } from './subscriber-function.ts';

/**
 * The function that keeps what was given up on: a subscription can be neither listed nor filtered, records can.
 * @param options As the generator wrote them; what is configured goes before them.
 * @throws {IntegrationError} `bad-config` at start, when the integration is on but cannot work.
 */
export function deadLetterFunction(
  options: SubscriberOptions,
  about: { readonly name: string; readonly provider: string },
): SubscriberFunction {
  const { name, provider } = about;
  const deployed = deployment(about, options, config.settings(provider).functions.deadLetters);
  return messageFunction(deployed, async (delivery) => {
    const about = { ...traceFields(delivery.attributes['traceparent'], projectId()), consumer: name };
    const ports = await runtime().catch((cause: unknown) => {
      const log = cloudLogger().with({ ...about, messageId: delivery.messageId });
      throw letterRedelivery(provider, 'not-loaded', cause, log);
    });
    await keepLetter(provider, delivery, ports.store, ports.log.with(about));
  });
}
