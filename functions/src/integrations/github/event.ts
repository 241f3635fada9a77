import type { WebhookEventMap, WebhookEventName } from '@octokit/webhooks-types';
import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import { bearsOut, places } from './places.ts';

type TypeOf<Name extends WebhookEventName, Payload> = Payload extends { action: infer Action extends string }
  ? `${Name}.${Action}`
  : Name;

/** `release.published` if the event has an action, `push` if not. */
export type GithubEventType = { [Name in WebhookEventName]: TypeOf<Name, WebhookEventMap[Name]> }[WebhookEventName];

type WithAction<Payload, Action> = Payload extends { action: infer Known }
  ? Action extends Known
    ? Payload
    : never
  : never;

type OfType<Type extends string> = Type extends `${infer Name extends WebhookEventName}.${infer Action}`
  ? WithAction<WebhookEventMap[Name], Action>
  : Type extends WebhookEventName
    ? WebhookEventMap[Type]
    : never;

/** What GitHub sends, by type. A name without an action stands for all actions of the event. */
export type GithubEvents = { readonly [Type in GithubEventType | WebhookEventName]: OfType<Type> };
export type GithubNative = GithubEvents[keyof GithubEvents];
export type GithubEventOfType<Type extends keyof GithubEvents> = EventOf<GithubEvents, Type>;

/**
 * A GitHub event on the platform.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export class GithubEvent extends /* @__PURE__ */ eventClass<GithubEvents>('github', places) {
  override isConnectionTest(): boolean {
    return this.envelope.eventtype === 'ping';
  }
}

/**
 * Lets through GitHub events of the given types: with an action (`issues.opened`), or with all of them (`issues`).
 * GitHub does not sign the name of the event, so the operator drops an event whose signed body contradicts its name.
 * @example
 * events$.pipe(
 *   isOfType(GithubEvent),
 *   isGithubEventOfType('pull_request.closed'),
 *   filter(({ event }) => event.pull_request.merged),
 * )
 */
export const isGithubEventOfType = /* @__PURE__ */ ofTypes(GithubEvent, ({ event, envelope }, wanted) => {
  const [name = ''] = envelope.eventtype.split('.');
  return (wanted.has(envelope.eventtype) || wanted.has(name)) && bearsOut(name, event);
});
