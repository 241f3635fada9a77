import type { Integration } from '../integration/integration.ts';
import type { Setting } from '../logic/setting.ts';
import type { RegistrationApi } from './registration-api.ts';
import type { RegistrarCapabilities } from './registrar-capabilities.ts';

/** Names of event types as the provider's API takes them; `all` stands for every type, also those to come. */
export type Subscribed = readonly string[] | 'all';

/** A webhook as the provider holds it, in the one form that the engine compares. */
export interface Registered {
  /** What the provider calls it. If one webhook consists of several objects, the adapter joins their ids. */
  readonly id: string;
  /** The place that it belongs to, if the provider has places: `repos/acme/shop`. */
  readonly at?: string;
  /** Where events are sent; empty if it is an attribute that nobody has set. */
  readonly url: string;
  readonly types: Subscribed;
  /** Whether the provider sends events to it. */
  readonly isOn: boolean;
  /** Why it is off or fails, in the provider's words, if the list says so. */
  readonly trouble?: string;
  /** What else decides how events look, by name: `{ 'API version': '2026-10-28.endive' }`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Whether it carries our mark; true if the provider has no place for one. */
  readonly isMarked: boolean;
  /** When the provider will drop it by itself. */
  readonly expiresAt?: Date;
  /** The secret, if the list shows it, in the form of the variable. */
  readonly secret?: string;
}

/** The webhook that there should be. */
export interface Desired {
  readonly url: string;
  /** Never empty. */
  readonly types: Subscribed;
  readonly at?: string;
  /** What we have chosen, if the secret comes from us; then it is always given, and every change has to keep it. */
  readonly secret?: string;
  /** The registrar's form. */
  readonly form: Readonly<Record<string, string>>;
  /** Whether somebody else's URL may be overwritten. The plan sees to that, unless one place has several attributes. */
  readonly takeOver?: boolean;
}

/** What the provider answered to the creation of a webhook. */
export interface Created {
  readonly registered: Registered;
  /** The secret, if the answer holds it, in the form of the variable. */
  readonly secret?: string;
}

/** What is to be waited for after a test event was asked for. */
export interface SentTest {
  /** The native type that it arrives with. */
  readonly type: string;
  /** Its id, if the provider says it. */
  readonly id?: string;
}

/** What the provider says of the deliveries to a webhook. */
export interface Health {
  /** Deliveries of the last days that failed, as far as the API lists them. */
  readonly failed: number;
  /** Of how many; undefined if the API lists failures alone. */
  readonly of?: number;
  readonly lastFailure?: Date;
  /** What was answered, or why no answer came: `503`, `timed out`. */
  readonly answer?: string;
}

/** What the operator gives once, in the terminal. */
export interface ProviderKey {
  /** What it is, after "Needs": `a secret key, or a restricted key that may write webhook endpoints`. */
  readonly is: string;
  /** Where it is made: a URL or a path through the dashboard. */
  readonly where: string;
  /** What it looks like, to refuse another one before it is sent anywhere. */
  readonly form?: RegExp;
}

/** Where a provider's webhooks belong to: repositories, phone numbers, forms. */
export interface Places {
  /** What a place looks like, whole. */
  readonly form: RegExp;
  /** For people: `repos/OWNER/NAME or orgs/NAME`. */
  readonly example: string;
  /** Whether `list` without a place gives the webhooks of all places. */
  readonly listsAll?: true;
  /** The places that the key may manage, if the API lists them, or those that the settings name. */
  discover?(api: RegistrationApi): Promise<readonly string[]>;
}

/** What a change is made with. */
export interface Rotation {
  /** The new secret, if it comes from us. */
  readonly secret?: string;
  /** How long the provider has to sign with the old one, too; within the hours of the capability. */
  readonly overlapHours?: number;
}

/**
 * One way to register a webhook at a provider: facts, and a few calls over one form. It decides nothing: the engine compares
 * {@link Registered} with {@link Desired} and says what to do. Calls go through {@link RegistrationApi}.
 */
export interface Registrar {
  /** What the operator calls it if there are several: `--as endpoint`. Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** What it is, for people, in the singular: `webhook endpoint`. */
  readonly title: string;
  readonly capabilities: RegistrarCapabilities;
  /** Without it, webhooks belong to the account. With it, `at` is always given, except to `list`. */
  readonly places?: Places;
  /** Whether it sends other events than the other ways, so that both may have our URL. It is taken if it is named. */
  readonly sendsOthers?: true;
  /** The address of the provider's own topic, if events are published to it in place of the endpoint. */
  addressOf?(topic: OwnTopic): string;
  /** What the code of this project was written for. Names of {@link Registered.form}; what is not here is not compared. */
  readonly form?: Readonly<Record<string, string>>;
  /** The names by which the API subscribes to native types of events. Default: the same. */
  subscriptions?(types: readonly string[]): readonly string[];
  /** Every name that the API takes, if it has a list of them. */
  available?(api: RegistrationApi): Promise<readonly string[]>;
  /** Every webhook, of all pages; of one place if there is one. Of attributes, those that nobody has set, too. */
  list(api: RegistrationApi, at?: string): Promise<readonly Registered[]>;
  /** Creates it, on, with our mark. Not for attributes. */
  create?(desired: Desired, api: RegistrationApi): Promise<Created>;
  /** Makes everything as desired that can be changed: URL, types, form, on, the mark. The secret stays, or is the desired one. */
  update?(registered: Registered, desired: Desired, api: RegistrationApi): Promise<void>;
  /** Removes it, or empties the attribute. If it is gone, nothing happens. */
  remove(registered: Registered, api: RegistrationApi): Promise<void>;
  /** The secret, in the form of the variable, if the API gives it again. @returns undefined: this key may not know it. */
  readSecret?(registered: Registered, api: RegistrationApi): Promise<string | undefined>;
  /**
   * Has the provider send a test event.
   * @returns undefined: none was sent, since nothing here could tell it from a real one.
   */
  test?(registered: Registered, api: RegistrationApi): Promise<SentTest | undefined>;
  /** Replaces the secret. @returns the new one, in the form of the variable, if the provider makes it. */
  rotate?(registered: Registered, rotation: Rotation, api: RegistrationApi): Promise<string | undefined>;
  /** undefined: the API says nothing of this webhook. */
  health?(registered: Registered, api: RegistrationApi): Promise<Health | undefined>;
}

/** A Pub/Sub topic of the operator's. */
export interface OwnTopic {
  readonly project: string;
  readonly name: string;
}

/** What somebody needs to register a webhook without an API. */
export interface ByHand {
  readonly url: string;
  /** Native types; `all` if no saga narrows them. */
  readonly types: Subscribed;
  /** The variable that holds the secret: `ACME_WEBHOOK_SECRET`. */
  readonly variable: string;
}

/** How a provider's webhooks are registered. Tools load it; a deployed function never does. */
export interface Registration {
  readonly integration: Pick<Integration<unknown>, 'provider'>;
  readonly key: ProviderKey;
  /** The settings that the calls need beside the key: an account's id, a subdomain. */
  readonly settings?: readonly Setting<unknown>[];
  /** The first one is taken unless the operator names another, or a webhook with our URL exists in another. */
  readonly ways: readonly Registrar[];
  /** What the API says of the deliveries to a URL, if it lists those and no webhooks. */
  health?(url: string, api: RegistrationApi): Promise<Health | undefined>;
  /** What to do at the provider if there is no API for it, one step an item. Without it, the steps are general. */
  byHand?(wanted: ByHand): readonly string[];
}
