import { basicAuth } from '../../core/logic/basic-auth.ts';
import { setting } from '../../core/logic/setting.ts';
import { objectsAt, textAt, timeAt } from '../../core/recover/answers.ts';
import type { FailureList } from '../../core/recover/failed-deliveries.ts';
import { razorpay } from './index.ts';

const ACCOUNT = /^acc_\w{1,40}$/;

const account = setting('RAZORPAY_ACCOUNT_ID', {
  read(text) {
    if (ACCOUNT.test(text)) return text;
    throw new Error('it is the id of an account, such as acc_H3kYHQ635sBwXG');
  },
});

/**
 * Reads which webhooks of an account Razorpay has disabled, as it does after deliveries have failed for 24 hours. Its API says
 * nothing of single deliveries, and this much only to the keys of partners.
 * @see https://razorpay.com/docs/api/partners/webhooks/fetch-all
 */
export const razorpayFailedDeliveries: FailureList = {
  integration: razorpay,
  settings: [account],
  remedy:
    'Enable the webhook in the Dashboard, under Account & Settings → Webhooks, and replay its events there, by time or by entity.',
  async failing(_since, api) {
    // The key is `key_id:key_secret`, as Razorpay wants it.
    const headers = basicAuth(await api.key());
    const url = `https://api.razorpay.com/v2/accounts/${await api.use(account)}/webhooks`;
    const { json } = await api.ask(url, { headers });
    const off = objectsAt(json, '/items').filter((one) => one['active'] === false || isDisabled(one));
    return off.map((webhook) => ({
      url: textAt(webhook, '/url') ?? '',
      isOff: true,
      ...(isDisabled(webhook) && { lastAt: timeAt(webhook, '/disabled_at') }),
    }));
  },
};

/** Zero stands for never. */
function isDisabled({ disabled_at: at }: Record<string, unknown>): boolean {
  return typeof at === 'number' && at > 0;
}
