import { service } from '../../core/logic/service.ts';

/** The Clerk SDK's client, with the secret key of `CLERK_API_KEY` (`sk_live_…`), or of `CLERK_API_KEY_NAME` in Secret Manager. */
export const clerkClient = service('clerk', async ({ apiKey }) => {
  const secretKey = await apiKey('clerk');
  const { createClerkClient } = await import('@clerk/backend');
  return createClerkClient({ secretKey });
});
