import type { ProviderKind } from '../integration/kinds.ts';

/** What the sources say of one integration, for people. Texts have code between backticks. */
export interface IntegrationRow {
  readonly provider: string;
  /** The provider's name as the provider writes it. */
  readonly title: string;
  readonly kind: ProviderKind;
  /** Whether it is described in the configuration. */
  readonly isInstance: boolean;
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
