import { service } from '../../core/logic/service.ts';

/**
 * The client of Slack's Web API, with the bot token (`xoxb-…`) of `SLACK_API_KEY`, or of `SLACK_API_KEY_NAME`
 * in Secret Manager.
 */
export const slackClient = service('slack', async ({ apiKey }) => {
  const token = await apiKey('slack');
  const { webApi } = await import('@slack/bolt');
  return new webApi.WebClient(token);
});
