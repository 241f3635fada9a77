import type { OutgoingMessage } from '../../functions/src/core/event/platform-event.ts';
import { eventsInMessage } from '../../functions/src/core/ingest/topic-service.ts';
import { isFactual } from '../../functions/src/core/integration/facts.ts';
import type { Integration } from '../../functions/src/core/integration/integration.ts';
import type { ProviderTopic } from '../../functions/src/core/integration/provider-topic.ts';
import type { ApiAnswers, Samples } from '../../functions/src/core/integration/samples.ts';
import type { Publisher } from '../../functions/src/core/ports.ts';
import { UsageError } from '../exit.ts';
import type { SendArguments } from './arguments.ts';
import { giveAnswers } from './api-answers.ts';
import { randomId, sampleBody } from './sample-event.ts';
import { settled, type SendReporter } from './send.ts';
import type { Target } from './target.ts';

/** A provider's own topic on this machine. */
export interface LocalTopic {
  readonly facts: ProviderTopic;
  readonly name: string;
  readonly publisher: Publisher;
}

/** How long the state file may take. */
const DEADLINE_MS = 10_000;

/**
 * Publishes samples to a provider's own topic, as the provider does, then follows each event to its end.
 * @returns whether all of them were handled.
 * @throws {UsageError}
 */
export async function sendOverTopic(
  target: Pick<Target, 'integration' | 'samples' | 'console'>,
  topic: LocalTopic,
  wanted: SendArguments,
  report: SendReporter,
): Promise<boolean> {
  const { integration, console } = target;
  if (console === undefined) throw new UsageError('--topic publishes on this machine only; leave --url out.');
  let areHandled = true;
  for (const { message, answers } of messagesOf(target, wanted, new Date())) {
    report.sending();
    await giveAnswers(target, answers);
    const publishTime = new Date();
    const [messageId = ''] = await topic.publisher.publish(topic.name, [message], DEADLINE_MS);
    report.publishedTo(topic.name, message.data.byteLength);
    const ids = idsIn(integration, topic.facts, { ...message, messageId, publishTime });
    for (const id of ids) {
      const status = await settled({ provider: integration.provider, id }, console, wanted.waitSeconds, report);
      areHandled &&= status === 'handled';
    }
  }
  return areHandled;
}

/** The samples that were asked for, as the provider publishes them. @throws {UsageError} */
function messagesOf(
  { integration: { provider }, samples }: { readonly integration: Integration<unknown>; readonly samples: Samples },
  wanted: SendArguments,
  now: Date,
): readonly { readonly message: OutgoingMessage; readonly answers: ApiAnswers | undefined }[] {
  const { fault, secret, load, file, type = '', id: base = randomId(), count } = wanted;
  if (fault !== undefined || secret !== undefined) {
    throw new UsageError('Nothing is signed on a topic: leave out --secret-file and what spoils a signature.');
  }
  if (load !== undefined) throw new UsageError('Load is sent by requests: leave out --topic, or --rate and --for.');
  return Array.from({ length: file === undefined ? count : 1 }, (_, index) => {
    const id = index === 0 ? base : `${base}${index}`;
    const data = sampleBody(provider, samples, { ...wanted, id });
    const delivery = { id, now, type, body: data };
    return {
      message: { data, attributes: samples.attributes?.(delivery) ?? {} },
      answers: samples.answers?.(delivery),
    };
  });
}

function idsIn(
  integration: Integration<unknown>,
  facts: ProviderTopic,
  message: Parameters<typeof eventsInMessage>[2],
): readonly string[] {
  if (!isFactual(integration)) throw new UsageError(`${integration.provider} publishes to no topic.`);
  return eventsInMessage(integration, facts, message).map(({ about }) => about.id);
}
