import { service } from '../../core/logic/service.ts';

/** The Linear SDK's client, with the API key of `LINEAR_API_KEY`, or of `LINEAR_API_KEY_NAME` in Secret Manager. */
export const linearClient = service('linear', async ({ apiKey }) => {
  const key = await apiKey('linear');
  const { LinearClient } = await import('@linear/sdk');
  return new LinearClient({ apiKey: key });
});
