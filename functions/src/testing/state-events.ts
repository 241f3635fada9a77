import { describeState, StateEvent, type ObservedState } from '../core/event/state-event.ts';
import { buildEvent } from '../core/event/platform-event.ts';

/**
 * The state of an object, as the provider's API listed it: for tests of sagas that ask for states.
 * @example
 * stateEvent('acme', { kind: 'order', id: 'o1', updatedAt: new Date(), object: { id: 'o1' }, source: '//acme.example' })
 */
export function stateEvent(provider: string, state: ObservedState, listedAt = state.updatedAt): StateEvent {
  const context = buildEvent(provider, describeState(state), { receivedAt: listedAt });
  return StateEvent.revive({ ...context, data: JSON.parse(JSON.stringify(state.object)) });
}
