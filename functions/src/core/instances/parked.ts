import { buildOf, instancePlace } from '../durable/instance-record.ts';
import type { Mutation, Store } from '../ledger/store.ts';
import { Redeliver } from '../redelivery.ts';

/**
 * Puts an instance aside whose saga this bundle does not have. A bundle that has it finds the instance, as one of version 0.
 * @throws {Redeliver} for a redrive, which nobody would send again.
 */
export async function park(
  { saga, key }: { readonly saga: string; readonly key: string },
  store: Pick<Store, 'write'>,
  isRedrive: boolean,
): Promise<void> {
  await store.write([parked(saga, key)]);
  if (isRedrive) throw new Redeliver('newer-version', `This bundle has no saga ${saga}; another version may have it.`);
}

function parked(saga: string, key: string): Mutation {
  return {
    ...instancePlace(saga, key),
    mutate: (current) => {
      if (current?.['dueAt'] === undefined) return current;
      const { dueAt: _dueAt, ...rest } = current;
      return { ...rest, build: buildOf(saga, 0) };
    },
  };
}
