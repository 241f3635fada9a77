import { service } from '../../core/logic/service.ts';

/** The Resend SDK's client, with the API key of `RESEND_API_KEY`, or of `RESEND_API_KEY_NAME` in Secret Manager. */
export const resendClient = service('resend', async ({ apiKey }) => {
  const key = await apiKey('resend');
  const { Resend } = await import('resend');
  return new Resend(key);
});
