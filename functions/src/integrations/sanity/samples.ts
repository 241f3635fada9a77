import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import { sanity } from './index.ts';

/** Realistic Sanity events of two documents. */
export const sanitySamples = samplesOf(sanity, {
  headers: ({ type, id, now }) => ({
    'idempotency-key': `key-${type}-${id}`,
    'sanity-operation': type.split('.')[1] ?? '',
    'sanity-project-id': 'cups42',
    'sanity-dataset': 'production',
    'sanity-document-id': `${type.split('.')[0]}-${id}`,
    'sanity-transaction-id': `tx-${id}`,
    'sanity-transaction-time': now.toISOString(),
    'sanity-webhook-id': 'wh-cups',
  }),
  around: (type, body, { id, now }) => ({
    _id: `${type.split('.')[0]}-${id}`,
    _type: type.split('.')[0],
    _rev: `rev-${now.getTime()}`,
    _createdAt: new Date(now.getTime() - 86_400_000).toISOString(),
    _updatedAt: now.toISOString(),
    ...body,
  }),
  bodies: {
    'post.create': post,
    'post.update': post,
    'post.delete': post,
    'product.update': ({ id }: SampleAt) => ({ name: 'Mug', price: 12.5, sku: `MUG-${id}` }),
  },
});

function post({ id }: SampleAt): object {
  return { title: 'How we weigh cups', slug: { _type: 'slug', current: `how-we-weigh-cups-${id}` } };
}
