import { buildOf, instancePlace } from '../durable/instance-record.ts';
import type { Mutation } from '../ledger/store.ts';

/** Puts an instance aside whose saga this bundle does not have. A bundle that has it finds the instance, as one of version 0. */
export function parked(saga: string, key: string): Mutation {
  return {
    ...instancePlace(saga, key),
    mutate: (current) => {
      if (current?.['dueAt'] === undefined) return current;
      const { dueAt: _dueAt, ...rest } = current;
      return { ...rest, build: buildOf(saga, 0) };
    },
  };
}
