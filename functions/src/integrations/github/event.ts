import type { WebhookEventName } from '@octokit/webhooks-types';
import { filter, type OperatorFunction } from 'rxjs';
import { IntegrationEvent, notRevivable } from '../../core/event/integration-event.ts';
import type { PlatformEvent } from '../../core/event/platform-event.ts';
import {
  bearsOut,
  isGithubPayload,
  type GithubEventType,
  type GithubNative,
  type GithubNativeOfType,
} from './native.ts';

export type { GithubEventType, GithubNative };

/**
 * A GitHub event on the platform.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export class GithubEvent<Native extends GithubNative = GithubNative> extends IntegrationEvent<Native> {
  /** Makes the event from its envelope. @throws {IntegrationError} `bad-event` */
  static revive(envelope: PlatformEvent): GithubEvent {
    if (!isGithubPayload(envelope.data)) throw notRevivable('github');
    return new GithubEvent(envelope.data, envelope);
  }
}

/** The GitHub events of these types. */
export type GithubEventOfType<Type extends GithubEventType | WebhookEventName> = GithubEvent<
  Extract<GithubNative, GithubNativeOfType<Type>>
>;

/**
 * Lets through GitHub events of the given types: with an action (`issues.opened`), or with all of them
 * (`issues`). The name of the event is not signed, so an event whose signed body contradicts its name is
 * not let through.
 * @example
 * events$.pipe(
 *   isOfType(GithubEvent),
 *   isGithubEventOfType('pull_request.closed'),
 *   filter(({ event }) => event.pull_request.merged),
 * )
 */
export function isGithubEventOfType<const Type extends GithubEventType | WebhookEventName>(
  ...types: readonly [Type, ...Type[]]
): OperatorFunction<GithubEvent, GithubEventOfType<Type>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter((event): event is GithubEventOfType<Type> => {
    const type = event.envelope.eventtype;
    const [name = type] = type.split('.');
    return (wanted.has(type) || wanted.has(name)) && bearsOut(name, event.event);
  });
}
