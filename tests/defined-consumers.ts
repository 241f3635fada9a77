import type { ConsumerDefinition } from '../functions/src/core/handle/consumer-definition.ts';
import type { subscriberFunction } from '../functions/src/gcp/subscriber-function.ts';
import type { CatalogEntry } from '../functions/src/generated/catalog.ts';

type Defined = Omit<ConsumerDefinition, 'policy' | 'timeoutSeconds'>;

/** A test mocks `gcp/subscriber-function.ts` by this module, so that the generated files export what consumers are made of. */
export function subscriberFunctionMock() {
  return {
    subscriberFunction: (...[eventClass, definition]: Parameters<typeof subscriberFunction>): Defined => ({
      sagas: {},
      tasks: {},
      handlers: [],
      ...definition,
      revive: (envelope, services) => eventClass.revive(envelope, services),
    }),
  };
}

/** The consumers of a provider, as its generated file defines them. */
export async function definedConsumers({ provider, consumers }: CatalogEntry): Promise<readonly ConsumerDefinition[]> {
  // The generated files read what it configures.
  await import('../functions/src/integrations.config.ts');
  const exported: Readonly<Record<string, ConsumerDefinition>> = await import(
    `../functions/src/generated/${provider}.ts`
  );
  return consumers.flatMap(({ name }) => exported[name.slice(provider.length + 1)] ?? []);
}
