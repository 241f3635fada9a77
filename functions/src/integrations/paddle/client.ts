import { service } from '../../core/logic/service.ts';
import { isSandboxKey } from './hosts.ts';

/**
 * The Paddle SDK's client, with the API key of `PADDLE_API_KEY`, or of `PADDLE_API_KEY_NAME` in Secret Manager. A
 * sandbox key is recognised by its prefix and sent to the sandbox.
 */
export const paddleClient = service('paddle', async ({ apiKey }) => {
  const key = await apiKey('paddle');
  const { Environment, Paddle } = await import('@paddle/paddle-node-sdk');
  return new Paddle(key, { environment: isSandboxKey(key) ? Environment.sandbox : Environment.production });
});
