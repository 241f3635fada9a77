import { eventClass, ofTypes, type EventOf } from '../../core/integration/event-class.ts';
import type { EventPlaces } from '../../core/integration/places.ts';

interface Field {
  readonly id: string;
  /** `email`, `multiple_choice`, `rating`. */
  readonly type: string;
  /** The name that you gave the field. */
  readonly ref?: string;
}

/** An answer; `type` names the field that holds it. */
export type TypeformAnswer = { readonly field: Field } & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'email'; readonly email: string }
  | { readonly type: 'phone_number'; readonly phone_number: string }
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'file_url'; readonly file_url: string }
  /** `2026-11-23`, or RFC 3339. */
  | { readonly type: 'date'; readonly date: string }
  | { readonly type: 'number'; readonly number: number }
  | { readonly type: 'boolean'; readonly boolean: boolean }
  | {
      readonly type: 'choice';
      readonly choice: {
        readonly id?: string;
        readonly ref?: string;
        readonly label?: string;
        readonly other?: string;
      };
    }
  | {
      readonly type: 'choices';
      readonly choices: {
        readonly ids?: readonly string[];
        readonly labels?: readonly string[];
        readonly other?: string;
      };
    }
  | {
      readonly type: 'payment';
      readonly payment: {
        /** In units of the currency. */
        readonly amount: string;
        readonly last4?: string;
        readonly name?: string;
        readonly success?: boolean;
      };
    }
);

interface OfType<Type extends string> {
  readonly event_id: string;
  readonly event_type: Type;
  readonly form_response: {
    readonly form_id: string;
    /** Id of the response. */
    readonly token: string;
    readonly response_url?: string;
    /** RFC 3339. */
    readonly landed_at?: string;
    /** RFC 3339. */
    readonly submitted_at?: string;
    readonly hidden?: Readonly<Record<string, string>>;
    readonly calculated?: { readonly score?: number };
    readonly variables?: readonly { readonly key: string; readonly type: string }[];
    readonly definition?: {
      readonly id: string;
      readonly title?: string;
      readonly fields?: readonly (Field & { readonly title?: string })[];
    };
    readonly answers?: readonly TypeformAnswer[];
    readonly ending?: { readonly id: string; readonly ref?: string };
  };
}

/** What Typeform sends, by type. */
export interface TypeformEvents {
  readonly form_response: OfType<'form_response'>;
  /** Someone left before the end of the form. */
  readonly form_response_partial: OfType<'form_response_partial'>;
}
export type TypeformEventType = keyof TypeformEvents;
export type TypeformNative = TypeformEvents[TypeformEventType];
export type TypeformEventOfType<Type extends TypeformEventType> = EventOf<TypeformEvents, Type>;

export const places: EventPlaces<TypeformNative> = {
  id: '/event_id',
  type: '/event_type',
  time: ['/form_response/submitted_at', 'arrival'],
  subject: '/form_response/token',
  related: ['/form_response/hidden/customer', '/form_response/answers/0/email'],
  source: ['//typeform.com/forms/{/form_response/form_id}', '//typeform.com'],
  needs: { '/form_response': 'object' },
};

/**
 * A Typeform event on the platform. It holds personal data.
 * @see https://www.typeform.com/developers/webhooks/example-payload/
 */
export class TypeformEvent extends /* @__PURE__ */ eventClass<TypeformEvents>('typeform', places) {}

/**
 * Lets through Typeform events of the given types.
 * @example
 * events$.pipe(
 *   isOfType(TypeformEvent),
 *   isTypeformEventOfType('form_response'),
 *   map(({ event }) => new CreateLead(event.form_response.answers)),
 * )
 */
export const isTypeformEventOfType = /* @__PURE__ */ ofTypes(TypeformEvent);
