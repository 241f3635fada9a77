import type { ProviderKind } from '../integration/kinds.ts';

/** A request of the provider, a message of the provider's own topic, or a push of such a message. */
export type WayIn = 'HTTPS' | 'topic' | 'push';

/** What the sources say of one integration, for people. Texts have code between backticks. */
export interface IntegrationRow {
  readonly provider: string;
  /** The provider's name as the provider writes it. */
  readonly title: string;
  readonly kind: ProviderKind;
  /** Whether it is described in the configuration. */
  readonly isInstance: boolean;
  /** How events come in. */
  readonly waysIn: readonly WayIn[];
  /** What is signed, and how. */
  readonly signed: string;
  /** What checks it: the provider's package or our code, and the package whose verdicts the tests compare ours with. */
  readonly checkedBy: string;
  /** How far a signed time may differ from ours; empty if no time is signed. */
  readonly window: string;
  /** What finds events that the provider could not deliver; empty if nothing does, beyond the provider's own retries. */
  readonly recovery: string;
  readonly variables: readonly string[];
  /** Sagas and tasks. */
  readonly sagas: readonly string[];
  /** The sagas that act over time. */
  readonly durable: readonly string[];
  /** The collections of the records that the sagas and tasks keep; those of the durable ones are in the guide. */
  readonly records: readonly string[];
}
