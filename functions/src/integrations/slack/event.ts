import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import { isSlackNative, type SlackCallback, type SlackHappening, type SlackNative } from './native.ts';

export type { SlackNative };

/** The type of every event that the SDK knows. */
export type SlackEventType = SlackHappening['type'];

/**
 * A Slack event on the platform. `event` is Slack's envelope, `event.event` what happened.
 * @see https://docs.slack.dev/apis/events-api/
 */
export class SlackEvent<Native extends SlackNative = SlackNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): SlackEvent {
    if (!isSlackNative(envelope.data)) throw notRevivable('slack');
    return new SlackEvent(envelope.data, envelope);
  }
}

/** The Slack events of these types: `event.event` is narrowed with them. */
export type SlackEventOfType<Type extends SlackEventType> = SlackEvent<
  SlackCallback<Extract<SlackHappening, { type: Type }>>
>;

/**
 * Lets through Slack events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(SlackEvent),
 *   isSlackEventOfType('app_mention'),
 *   map(({ event }) => new Answer(event.event.channel, event.event.text)),
 * )
 */
export function isSlackEventOfType<const Type extends SlackEventType>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<SlackEvent, SlackEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter(
    (event): event is SlackEventOfType<Type> =>
      event.event.type === 'event_callback' && wanted.has(event.event.event.type),
  );
}
