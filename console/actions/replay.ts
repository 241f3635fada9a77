import { randomUUID } from 'node:crypto';
import type { EventDetail } from '../../functions/src/core/inspect/event-reader.ts';
import { topicOf } from '../../functions/src/core/event/names.ts';
import type { Delivery } from '../../functions/src/core/delivery.ts';
import { replay, type TopicHistory } from '../../functions/src/core/recover/replay.ts';
import type { ConsolePorts } from '../ports.ts';
import { eventById, withMessage } from '../reads/events.ts';
import { ApiError } from '../replies.ts';
import type { Action, Recovery } from './action.ts';
import { flag, requiredText, type Input } from './input.ts';

/** `POST /api/events/:id/replay` */
export async function replayAction(
  id: string,
  query: URLSearchParams,
  input: Input,
  ports: ConsolePorts,
  recovery: Recovery,
): Promise<Action> {
  const event = await eventById(id, query, ports);
  const consumer = consumerIn(input, event, ports);
  const again = flag(input, 'again');
  if (!again) requireAlive(event, consumer);
  const effect = again
    ? 'it is handled again, with its own effects: everything it did before is done a second time'
    : 'it is handled if it never was; what is done stays done';
  return {
    will: async () => `${event.id} is published to ${topicIn(ports, event)} for ${consumer} alone, and ${effect}.`,
    run: async () => {
      const name = again ? `console-${randomUUID()}` : undefined;
      const { published } = await replay(
        { history: historyOf(await withMessage(event, ports)), publisher: recovery.publisher },
        {
          provider: event.provider,
          consumer,
          since: BEGINNING,
          until: END,
          types: [],
          ...(name !== undefined && { again: name }),
        },
      );
      return { published, ...(name !== undefined && { replay: name }) };
    },
  };
}

function topicIn({ providers }: ConsolePorts, { provider }: EventDetail): string {
  return providers.find((facts) => facts.provider === provider)?.topic ?? topicOf(provider);
}

/**
 * A replay leaves alone what a consumer gave up on: only a redrive reopens it.
 * @throws {ApiError} `dead-letter`
 */
function requireAlive({ id, consumers }: EventDetail, consumer: string): void {
  if (!consumers.some(({ name, status }) => name === consumer && status === 'dead')) return;
  throw new ApiError(
    409,
    'dead-letter',
    `${id} is a dead letter of ${consumer}, which a replay leaves alone: redrive its letter, or replay it with again: true, which repeats its effects.`,
  );
}

/** Bounds of time that let every message through. */
const BEGINNING = new Date(0);
const END = new Date(8_640_000_000_000_000);

function consumerIn(input: Input, { provider }: EventDetail, { providers }: ConsolePorts): string {
  const wanted = requiredText(input, 'consumer');
  const known = providers.find((facts) => facts.provider === provider)?.consumers.map(({ name }) => name) ?? [];
  if (known.includes(wanted)) return wanted;
  throw new ApiError(
    400,
    'bad-request',
    `No consumer called ${wanted} reads this event. Its consumers: ${known.join(', ') || 'none'}.`,
  );
}

/** The history of a topic that only this one message was published to. */
function historyOf({
  messageId,
  attributes,
  envelope,
  receivedTime,
}: EventDetail & { envelope: Uint8Array }): TopicHistory {
  const { consumer: _consumer, redrive: _redrive, replay: _replay, ...original } = attributes;
  const delivery: Delivery = { messageId, data: envelope, attributes: original, publishTime: new Date(receivedTime) };
  return {
    async *messages() {
      yield delivery;
    },
  };
}
