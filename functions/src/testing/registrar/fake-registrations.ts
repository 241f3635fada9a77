import type { ListAnswer, ListRequest } from '../lister/fake-list-api.ts';

/** A webhook that somebody made in the provider's dashboard. */
export interface Planted {
  readonly url: string;
  /** As the provider's API names them. */
  readonly types: readonly string[];
  readonly isOn?: boolean;
  readonly at?: string;
}

/** A webhook as the provider knows it. */
export interface HeldWebhook {
  readonly id: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly isOn: boolean;
  readonly isMarked: boolean;
  /** What it signs with, in the form of the variable; undefined if it has none. */
  readonly secret: string | undefined;
}

/**
 * Plays the part of a provider's API that registers webhooks. It refuses what the provider refuses: a wrong key with 401, a
 * second webhook with one URL, one too many; it shows a secret only when the provider does; it pages.
 */
export interface FakeRegistrations {
  answer(request: ListRequest): ListAnswer;
  /** For attributes: sets the URL of one that is there. @returns its id. */
  plant(webhook: Planted): string;
  /** Left out if there is no such state at the provider. */
  turnOff?(id: string): void;
  /** A delivery to it was answered with 503. Only of a provider whose API tells. */
  failDelivery?(id: string, at: Date): void;
  /** Is told what the receiver accepts, if the provider calls it while a webhook is created. */
  receivedBy?(secrets: () => readonly string[]): void;
  /** What there is, without what nobody has set. */
  held(): readonly HeldWebhook[];
  /** How many test events were asked for. */
  readonly tests?: number;
}
