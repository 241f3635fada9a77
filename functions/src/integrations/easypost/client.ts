import type * as sdk from '@easypost/api';
import { service, type Service } from '../../core/logic/service.ts';

/**
 * The EasyPost SDK's client, with the API key of `EASYPOST_API_KEY`, or of `EASYPOST_API_KEY_NAME` in Secret Manager.
 * Test and production keys can only access objects of their own mode.
 */
export const easypostClient: Service<InstanceType<typeof sdk.default.default>> = service(
  'easypost',
  async ({ apiKey }) => {
    const key = await apiKey('easypost');
    const { default: loaded } = await import('@easypost/api');
    // The SDK's types describe its CommonJS build, in which the class is nested one level deeper.
    const EasyPostClient = 'default' in loaded ? loaded.default : loaded;
    return new EasyPostClient(key);
  },
);
