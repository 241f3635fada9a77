import { asKeyless } from '../../core/logic/api-request.ts';

/**
 * What is asked of Stripe; undefined if Stripe does not have it.
 * @throws {IntegrationError} `bad-config` on the local host without an API key, unless a sample brought the answer along.
 */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    // By the field rather than the class, so that the SDK is not loaded for the comparison.
    if (!(error instanceof Error)) throw error;
    if ('statusCode' in error && error.statusCode === 404) return undefined;
    throw asKeyless('stripe', error) ?? error;
  }
}
