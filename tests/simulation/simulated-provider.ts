import { refusal } from '../../functions/src/testing/fake-rest-server.ts';
import type { Service } from './network.ts';

/** What a handler asks an API of somebody else to do. */
export interface EffectRequest {
  readonly idempotencyKey: string;
  /** Whether this API recognises a key that it has seen. */
  readonly honoursKeys: boolean;
}

/** An API of somebody else. One part of it does what it is asked once per idempotency key, the other each time. */
export class SimulatedProvider {
  /** How often it did what it was asked, by idempotency key. */
  readonly effects = new Map<string, number>();

  readonly service: Service = (path, body) => {
    if (path !== '/effects') return refusal(404, 'NOT_FOUND');
    const { idempotencyKey, honoursKeys }: EffectRequest = JSON.parse(body);
    const before = this.effects.get(idempotencyKey) ?? 0;
    this.effects.set(idempotencyKey, honoursKeys ? 1 : before + 1);
    return { status: 200, body: {} };
  };
}
