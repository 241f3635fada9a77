import { expect, it } from 'vitest';
import { eventsInMessage } from '../../core/ingest/topic-service.ts';
import { shopify } from './index.ts';
import { shopifySamples } from './samples.ts';
import { shopifyTopic } from './topic.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function described(attributes: Readonly<Record<string, string>>, type = 'orders/create') {
  const data = Buffer.from(shopifySamples.sample(type, { id: '1', now: NOW }));
  return eventsInMessage(shopify, shopifyTopic, { messageId: 'm1', data, attributes, publishTime: NOW })[0]?.about;
}

it('a message of the events family has its type, with or without the signature', () => {
  const attributes = { 'Shopify-Topic': 'Order', 'Shopify-Action': 'create', 'Shopify-Shop-Domain': 'a.myshopify.com' };
  const about = { type: 'Order/create', source: '//shopify.com/shops/a.myshopify.com' };
  expect(described(attributes)).toMatchObject(about);
  expect(described({ ...attributes, 'Shopify-Hmac-Sha256': 'aGVsbG8=' })).toMatchObject(about);
});

it('a message without attributes is kept, marked', () => {
  expect(described({})).toMatchObject({ type: 'unknown', unknown: ['type'], source: '//shopify.com' });
});

it('a message of another shop, subscription or topic is another event', () => {
  const attributes = shopifySamples.attributes?.({ body: Buffer.from(''), type: 'orders/create', id: '1', now: NOW });
  const paid = described({ ...attributes, 'X-Shopify-Topic': 'orders/paid' });
  expect(paid?.id).not.toBe(described({ ...attributes })?.id);
  expect(paid).toMatchObject({ type: 'orders/paid' });
});
