import { valueAt } from '../../core/event/json-pointer.ts';
import { isText } from '../../core/event/json.ts';
import { basicAuth } from '../../core/logic/basic-auth.ts';
import { objectsAt, textAt, timeAt, urlWith } from '../../core/recover/answers.ts';
import type { FailingWebhook, FailureList } from '../../core/recover/failed-deliveries.ts';
import { credentialsIn } from './credentials.ts';
import { twilio } from './index.ts';

const ALERTS = 'https://monitor.twilio.com/v1/Alerts';
const PAGE_SIZE = 1_000;

/**
 * Reads the errors that Twilio met when it called webhooks, by the URL that it called.
 * @see https://www.twilio.com/docs/usage/monitor-alert
 */
export const twilioFailedDeliveries: FailureList = {
  integration: twilio,
  remedy:
    'Twilio cannot deliver them again: read the messages and calls of that time by its API. The errors are in the Console, under Monitor → Errors.',
  async failing(since, api) {
    const { userName, password } = credentialsIn(await api.key());
    const headers = basicAuth(`${userName}:${password}`);
    const errors: Record<string, unknown>[] = [];
    let next: string | undefined = urlWith(ALERTS, {
      LogLevel: 'error',
      StartDate: `${since.toISOString().slice(0, 19)}Z`,
      PageSize: PAGE_SIZE,
    }).href;
    while (next !== undefined) {
      const { json } = await api.ask(next, { headers });
      errors.push(...objectsAt(json, '/alerts'));
      const following = valueAt(json, '/meta/next_page_url');
      // The credentials go nowhere else.
      next = isText(following) && following.startsWith(`${ALERTS}?`) ? following : undefined;
    }
    const byUrl = Map.groupBy(errors, (error) => textAt(error, '/request_url') ?? '');
    return [...byUrl].map(([url, found]) => failingAt(url, found));
  },
};

function failingAt(url: string, errors: readonly Record<string, unknown>[]): FailingWebhook {
  const latest = errors.toSorted((one, other) => timeOf(one).getTime() - timeOf(other).getTime()).at(-1);
  return { url, failed: errors.length, lastAt: timeOf(latest), answer: `error ${textAt(latest, '/error_code')}` };
}

function timeOf(error: unknown): Date {
  return timeAt(error, '/date_generated');
}
