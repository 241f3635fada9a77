import { IntegrationError } from 'integration-service';

/**
 * What a request to a provider's API yields; undefined if the operator has configured no API key, so that the caller
 * decides from what it knows.
 */
export async function ifKeyed<T>(request: () => Promise<T>): Promise<{ readonly found: T } | undefined> {
  try {
    return { found: await request() };
  } catch (error) {
    if (IntegrationError.is(error) && error.code.endsWith('/bad-config')) return undefined;
    throw error;
  }
}
