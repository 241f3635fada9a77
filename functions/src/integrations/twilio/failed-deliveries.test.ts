import { expect, it } from 'vitest';
import { pageIn } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { failuresIn } from '../../testing/lister/failure-list.ts';
import { twilioFailedDeliveries as list } from './failed-deliveries.ts';

const AUTHORIZATION = `Basic ${Buffer.from('SK1:secret').toString('base64')}`;
const alert = (path: string, hour: string, error_code: string) => ({
  log_level: 'error',
  error_code,
  request_url: `https://hooks.example/${path}`,
  date_generated: `2026-11-22T${hour}:00:00Z`,
});
const ALERTS = [
  alert('one', '09', '11205'),
  alert('two', '08', '11200'),
  alert('one', '11', '11200'),
  alert('one', '10', '11200'),
  alert('one', '07', '11200'),
];

/** @see https://www.twilio.com/docs/usage/monitor-alert */
function answer({ url, headers }: ListRequest): ListAnswer {
  const isOurs = headers.authorization === AUTHORIZATION && url.host === 'monitor.twilio.com';
  const query = url.searchParams;
  if (!isOurs || url.pathname !== '/v1/Alerts' || query.get('LogLevel') !== 'error') return { status: 401 };
  const all = ALERTS.filter(({ date_generated }) => date_generated >= (query.get('StartDate') ?? ''));
  const { page, next } = pageIn(all, query.get('Page'), query.get('PageSize'), 2);
  const following = new URL(url);
  following.searchParams.set('Page', next ?? '');
  return { body: { alerts: page, meta: { next_page_url: next === undefined ? null : following.href } } };
}

it('the errors of all pages are counted by the URL that was called', async () => {
  const since = new Date('2026-11-22T08:00:00Z');
  expect(await failuresIn({ list, apiKey: 'AC1:SK1:secret', answer }, since)).toEqual([
    { url: 'https://hooks.example/one', failed: 3, lastAt: new Date('2026-11-22T11:00:00Z'), answer: 'error 11200' },
    { url: 'https://hooks.example/two', failed: 1, lastAt: new Date('2026-11-22T08:00:00Z'), answer: 'error 11200' },
  ]);
});

it('the credentials are not sent to another host that the API names', async () => {
  const elsewhere = () => ({
    body: { alerts: [], meta: { next_page_url: 'https://monitor.twilio.example/v1/Alerts?' } },
  });
  const asked: string[] = [];
  const watching = (request: ListRequest) => {
    asked.push(request.url.host);
    return elsewhere();
  };
  expect(await failuresIn({ list, apiKey: 'AC1:token', answer: watching }, new Date(0))).toEqual([]);
  expect(asked).toEqual(['monitor.twilio.com']);
});
