import type { JsonObject } from './google/json.ts';
import type { Labels } from './pause-note.ts';

/** What applying the delivery policy needs of Google Cloud. `google/` implements it over REST; names are full resource names. */
export interface DeliveryPorts {
  readonly pubsub: PubSubAdmin;
  readonly grants: Grants;
  readonly expiry: ExpiryAdmin;
  readonly bodies: BodyCleanup;
  readonly invokerCheck: InvokerCheck;
}

/** What was found of one function of the bundle. */
export type Resolution =
  /** It is live, and Eventarc made this subscription for it. */
  | {
      readonly status: 'found';
      readonly functionId: string;
      /** Full name. */
      readonly subscription: string;
      readonly createdAt: Date | undefined;
    }
  /** It is not deployed in the region where it is expected. */
  | { readonly status: 'undeployed'; readonly why: string }
  /** It may be live, but the policy cannot be applied to it. */
  | { readonly status: 'unusable'; readonly why: string };

/** Settings of a topic, as Pub/Sub's REST interface spells them. Durations are seconds with an `s`: `86400s`. */
export interface TopicSettings {
  readonly messageRetentionDuration?: string;
}

/** Settings of a subscription that the policy knows of, as Pub/Sub's REST interface spells them. */
export interface SubscriptionSettings {
  readonly ackDeadlineSeconds?: number;
  readonly messageRetentionDuration?: string;
  /** Present and empty: it never expires. */
  readonly expirationPolicy?: { readonly ttl?: string };
  readonly retryPolicy?: { readonly minimumBackoff?: string; readonly maximumBackoff?: string };
  readonly deadLetterPolicy?: { readonly deadLetterTopic?: string; readonly maxDeliveryAttempts?: number };
}

export interface SubscriptionState extends SubscriptionSettings {
  readonly topic: string;
  /** How it delivers: an empty object for one that only keeps messages until they are pulled. */
  readonly pushConfig?: JsonObject;
  readonly labels?: Labels;
}

/** The address that a subscription delivers to, and the labels that say so. */
export type DeliveryTarget = Required<Pick<SubscriptionState, 'pushConfig' | 'labels'>>;

export interface PubSubAdmin {
  topic(name: string): Promise<TopicSettings | undefined>;
  createTopic(name: string, settings: TopicSettings): Promise<void>;
  /** Changes the settings that are given and leaves the others alone. */
  updateTopic(name: string, settings: TopicSettings): Promise<void>;
  subscription(name: string): Promise<SubscriptionState | undefined>;
  createSubscription(name: string, state: SubscriptionState): Promise<void>;
  /** Changes the settings that are given and leaves the others alone. */
  updateSubscription(name: string, settings: SubscriptionSettings): Promise<void>;
  /** Changes the address that it delivers to and all of its labels, in one write. */
  retarget(name: string, target: DeliveryTarget): Promise<void>;
  deleteSubscription(name: string): Promise<void>;
  /** Delivers again what the topic has kept since a time, acked or not. */
  seek(name: string, time: Date): Promise<void>;
}

/** Who may do what with one topic or subscription. */
export interface Grant {
  readonly resource: string;
  /** `roles/pubsub.publisher` */
  readonly role: string;
  /** `serviceAccount:someone@example.iam.gserviceaccount.com` */
  readonly member: string;
}

export interface Grants {
  /** Whether the resource's own policy grants it, without a condition. False if there is no such resource. */
  has(grant: Grant): Promise<boolean>;
  /** Adds it to the resource's policy, unless it is there. */
  add(grant: Grant): Promise<void>;
}

/** A field of a collection group that says when Firestore may delete a document. */
export interface ExpiryField {
  readonly database: string;
  readonly collectionGroup: string;
  readonly field: string;
}

export interface ExpiryAdmin {
  /** The state that Firestore reports; undefined if the field sets no expiry. `CREATING`, `ACTIVE`, `NEEDS_REPAIR`. */
  state(field: ExpiryField): Promise<string | undefined>;
  enable(field: ExpiryField): Promise<void>;
}

/** Objects whose names begin with a prefix, deleted some days after they were written. */
export interface CleanupRule {
  readonly bucket: string;
  readonly prefix: string;
  readonly days: number;
}

export interface BodyCleanup {
  /** After how many days objects of just this prefix are deleted; undefined if no rule says so. */
  days(bucket: string, prefix: string): Promise<number | undefined>;
  /** Sets the rule for just this prefix and leaves every other rule alone. */
  set(rule: CleanupRule): Promise<void>;
}

export interface InvokerCheck {
  /** Whether Cloud Run asks who calls; undefined if there is no such service. @param service Full name. */
  isOn(service: string): Promise<boolean | undefined>;
  set(service: string, on: boolean): Promise<void>;
}

/** Something that the policy cannot be applied to. The message is a sentence that says what to do. */
export class DeliveryFault extends Error {
  override readonly name = 'DeliveryFault';
}
