import { integration } from '../../core/integration/from-facts.ts';
import { credential } from '../../core/scheme/schemes.ts';
import { places } from './event.ts';

/**
 * The updates of a Telegram bot. Telegram signs nothing: it sends the secret token of the webhook with each request.
 * @see https://core.telegram.org/bots/api#setwebhook
 */
export const telegram = integration({
  provider: 'telegram',
  kind: 'communication',
  scheme: credential({ 'x-telegram-bot-api-secret-token': '{secret}' }),
  places,
  secret: {
    form: /^[\w-]{1,256}$/,
    fault:
      'is not a secret token, which has up to 256 letters, digits, _ and -: choose one for setWebhook; it is not the token of the bot',
  },
  // Telegram would take a JSON object for a call of its API.
  ack: () => ({ status: 200 }),
});
