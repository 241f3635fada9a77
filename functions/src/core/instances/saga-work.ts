import type { DurableSagas } from '../durable/definition.ts';
import type { GivingUp } from '../handle/giving-up.ts';
import type { ConsumerDefinition } from '../handle/consumer-definition.ts';
import type { CommandHandler } from '../logic/command.ts';
import type { ServiceSource } from '../logic/token.ts';
import type { Ports } from '../ports.ts';

/** The subscriber of the topic of durable sagas: its name, and what it runs. */
export interface SagaConsumerDefinition extends Pick<
  ConsumerDefinition,
  'name' | 'provider' | 'policy' | 'timeoutSeconds' | 'recordPrefix'
> {
  readonly durable: DurableSagas;
  readonly handlers: readonly CommandHandler[];
}

/** What the parts of the consumer work with. */
export interface SagaWork {
  readonly definition: SagaConsumerDefinition;
  readonly ports: Omit<Ports, 'secrets'>;
  readonly services: ServiceSource;
  readonly givingUp: GivingUp;
}
