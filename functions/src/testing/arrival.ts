import type { Delivery } from '../core/delivery.ts';
import type { OutgoingMessage } from '../core/event/platform-event.ts';

/** One message, and who handles it. */
export interface Arrival {
  readonly name: string;
  readonly message: OutgoingMessage;
  readonly handle: (delivery: Delivery) => Promise<void>;
}
