import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, urlWith } from '../../core/recover/answers.ts';
import { valueAt } from '../../core/event/json-pointer.ts';
import type { FailingWebhook, FailureList } from '../../core/recover/failed-deliveries.ts';
import { adyen } from './index.ts';

const PAGE_SIZE = 100;
const ACCOUNT = /^(?:test|live)\/(?:merchants|companies)\/\w[\w-]{0,100}$/;

const account = setting('ADYEN_ACCOUNT', {
  read(text) {
    if (ACCOUNT.test(text)) return text;
    throw new Error('write test/merchants/ACCOUNT, live/merchants/ACCOUNT, or companies in place of merchants');
  },
});

/**
 * Reads which webhooks of a merchant or company account fail or are off. Adyen queues what it could not deliver, and says in its
 * API only that there is something.
 * @see https://docs.adyen.com/api-explorer/Management/3/get/merchants/(merchantId)/webhooks
 */
export const adyenFailedDeliveries: FailureList = {
  integration: adyen,
  settings: [account],
  remedy:
    'Adyen repeats deliveries for up to 30 days; retry them at once in the Customer Area, under Developers → Webhooks → the webhook → Event logs.',
  async failing(_since, api) {
    const [environment, ...path] = (await api.use(account)).split('/');
    const webhooks = `https://management-${environment}.adyen.com/v3/${path.join('/')}/webhooks`;
    const found: FailingWebhook[] = [];
    for (let page = 1, pages = 1; page <= pages; page++) {
      const url = urlWith(webhooks, { pageNumber: page, pageSize: PAGE_SIZE });
      const { json } = await api.ask(url, { headers: { 'x-api-key': await api.key() } });
      found.push(...objectsAt(json, '/data').flatMap(failingIn));
      pages = Number(valueAt(json, '/pagesTotal') ?? 1);
    }
    return found;
  },
};

function failingIn(webhook: Record<string, unknown>): readonly FailingWebhook[] {
  const { active, hasError } = webhook;
  return active === false || hasError === true ? [{ url: textAt(webhook, '/url') ?? '', isOff: active === false }] : [];
}
