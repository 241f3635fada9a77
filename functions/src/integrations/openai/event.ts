import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

/** The id of what the event is about, by which you fetch it. */
interface Thing {
  readonly id: string;
}

interface IncomingCall {
  readonly call_id: string;
  readonly sip_headers?: readonly { readonly name: string; readonly value: string }[];
}

interface OfType<Type extends string, Data> {
  readonly id: string;
  readonly object?: 'event';
  readonly type: Type;
  /** Unix time in seconds. */
  readonly created_at: number;
  readonly data: Data;
}

type Ends =
  | `response.${'completed' | 'cancelled' | 'failed' | 'incomplete'}`
  | `batch.${'completed' | 'cancelled' | 'expired' | 'failed'}`
  | `fine_tuning.job.${'succeeded' | 'cancelled' | 'failed'}`
  | `eval.run.${'succeeded' | 'canceled' | 'failed'}`
  | `video.${'completed' | 'failed'}`;

/** What OpenAI sends, by type. @see https://platform.openai.com/docs/api-reference/webhook-events */
export type OpenaiEvents = { readonly [Type in Ends]: OfType<Type, Thing> } & {
  readonly 'realtime.call.incoming': OfType<'realtime.call.incoming', IncomingCall>;
};
export type OpenaiEventType = keyof OpenaiEvents;
export type OpenaiNative = OpenaiEvents[OpenaiEventType];
export type OpenaiEventOfType<Type extends OpenaiEventType> = EventOf<OpenaiEvents, Type>;

export const places: EventPlaces<OpenaiNative> = {
  id: '/id',
  type: '/type',
  time: '/created_at',
  subject: ['/data/id', '/data/call_id'],
  // Events name no project; each has its own secret.
  source: '//openai.com',
  needs: { '/data': 'object' },
};

/**
 * An OpenAI event on the platform. It holds ids only: fetch what it is about.
 * @see https://platform.openai.com/docs/guides/webhooks
 */
export class OpenaiEvent extends /* @__PURE__ */ eventClass<OpenaiEvents>('openai', places) {}

/**
 * Lets through OpenAI events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(OpenaiEvent),
 *   isOpenaiEventOfType('response.completed'),
 *   map(({ event }) => new FetchResponse(event.data.id)),
 * )
 */
export const isOpenaiEventOfType = /* @__PURE__ */ ofTypes(OpenaiEvent);
