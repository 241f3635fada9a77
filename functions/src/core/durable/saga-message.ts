import { splitKey } from '../event/account.ts';
import { digestOf } from '../event/digest.ts';
import { SAGAS } from '../event/names.ts';
import { IntegrationEvent } from '../event/integration-event.ts';
import { isJsonObject, isText } from '../event/json.ts';
import {
  buildEvent,
  encodeEvent,
  notPlatformEvent,
  type EventDescription,
  type OutgoingMessage,
  type PlatformEvent,
} from '../event/platform-event.ts';
import { openCommands, dueCommands, type InstanceState, type Outgoing } from './instance-state.ts';
import type { DurableSagaDefinition } from './definition.ts';

/** What travels on the topic of durable sagas. */
export type SagaMessage =
  | {
      readonly kind: 'command';
      readonly saga: string;
      readonly key: string;
      readonly command: Outgoing;
    }
  /** Something is due at an instance. @prop at Milliseconds since 1970. */
  | { readonly kind: 'wake-up'; readonly saga: string; readonly key: string; readonly at: number };

/** How the ids of all wake-ups begin. */
export const WAKE_UP = 'wake-up:';

/** A message of the topic, as the handlers of commands see it: `context.event`. */
export class SagaEvent extends IntegrationEvent<SagaMessage> {
  /** @throws {IntegrationError} `bad-event` if somebody else has published it. */
  static revive(envelope: PlatformEvent): SagaEvent {
    if (isSagaMessage(envelope.data)) return new SagaEvent(envelope.data, envelope);
    throw notPlatformEvent(SAGAS);
  }
}

/** The messages of the commands of an instance that are due now. @param before Those that it let run are left out. */
export function commandMessages(
  state: InstanceState,
  order: Pick<DurableSagaDefinition, 'parallel'>,
  now: Date,
  before?: InstanceState,
): readonly OutgoingMessage[] {
  const { saga, key } = state;
  const known = new Set(before && openCommands(before, order).map(({ id }) => id));
  const due = dueCommands(state, order, now.getTime()).filter(({ id }) => !known.has(id));
  return due.map((command) =>
    messageOf(
      { kind: 'command', saga, key, command },
      // The time of the decision, and not of this message, of which there may be several.
      { id: digestOf(command.id), type: command.type, time: new Date(command.at) },
      now,
    ),
  );
}

/** How the ids of an instance's wake-ups begin. */
export function wakeUpsOf(saga: string, key: string): string {
  return `${WAKE_UP}${digestOf(JSON.stringify([saga, key]))}:`;
}

/** The message that has an instance looked at. @param at When it was due, in milliseconds since 1970. */
export function wakeUpMessage(saga: string, key: string, at: number, now: Date): OutgoingMessage {
  const id = `${wakeUpsOf(saga, key)}${at}`;
  return messageOf({ kind: 'wake-up', saga, key, at }, { id, type: 'wake-up', time: new Date(at) }, now);
}

function messageOf(
  message: SagaMessage,
  about: Pick<EventDescription, 'id' | 'type' | 'time'>,
  now: Date,
): OutgoingMessage {
  const source = `/sagas/${message.saga}`;
  const { account } = splitKey(message.key);
  const context = buildEvent(SAGAS, { ...about, source, subject: message.key }, { receivedAt: now });
  // The key tells accounts apart, so that the source need not.
  return encodeEvent({ ...context, ...(account !== undefined && { account }) }, Buffer.from(JSON.stringify(message)));
}

/** Whether a command may run now: it is in the outbox, nothing is before it, and it is not waiting for another try. */
export function mayRun(
  state: InstanceState,
  order: Pick<DurableSagaDefinition, 'parallel'>,
  { id }: Outgoing,
  now: number,
): boolean {
  return openCommands(state, order).some((one) => one.id === id && (one.retryAt ?? 0) <= now);
}

function isSagaMessage(data: unknown): data is SagaMessage {
  if (!isJsonObject(data) || !isText(data['saga']) || !isText(data['key'])) return false;
  if (data['kind'] === 'wake-up') return typeof data['at'] === 'number';
  const { kind, command } = data;
  return (
    kind === 'command' &&
    isJsonObject(command) &&
    isText(command['id']) &&
    isText(command['type']) &&
    isJsonObject(command['data']) &&
    typeof command['at'] === 'number'
  );
}
