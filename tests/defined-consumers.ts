import type { ConsumerDefinition } from '../functions/src/core/handle/consumer.ts';
import type { CatalogEntry } from '../functions/src/generated/catalog.ts';

/**
 * The consumers of a provider, as the generated files define them. They hand them to `subscriberFunction`, which a test
 * replaces by what returns its second argument.
 */
export async function definedConsumers({ provider, consumers }: CatalogEntry): Promise<readonly ConsumerDefinition[]> {
  const modules = consumers.map(async ({ name }) => {
    const file = name.split('-').at(-1);
    const exported: Readonly<Record<string, ConsumerDefinition>> = await import(
      `../functions/src/generated/${provider}/${file}.ts`
    );
    return Object.values(exported);
  });
  return (await Promise.all(modules)).flat();
}
