import type { IPriceNotificationResponse, IProductNotificationResponse } from '@paddle/paddle-node-sdk';

const CREATED = '2026-01-12T09:00:00.000000Z';

/** A monthly price of 30 euros, as the samples' subscriptions and transactions hold it. */
export const MONTHLY: IPriceNotificationResponse = {
  id: 'pri_01gsz8x8sawmvhz1pv30nge1ke',
  product_id: 'pro_01gsz4t5hdjse780zja8vvr7jg',
  description: 'Monthly (per seat)',
  type: 'standard',
  name: 'Monthly',
  billing_cycle: { interval: 'month', frequency: 1 },
  trial_period: null,
  tax_mode: 'account_setting',
  unit_price: { amount: '3000', currency_code: 'EUR' },
  unit_price_overrides: [],
  quantity: { minimum: 1, maximum: 999 },
  status: 'active',
  custom_data: null,
  import_meta: null,
  created_at: CREATED,
  updated_at: CREATED,
};

/** The product of {@link MONTHLY}. */
export const PRODUCT: IProductNotificationResponse = {
  id: MONTHLY.product_id,
  name: 'AeroEdit Pro',
  type: 'standard',
  description: 'Everything in Student plus 3D rendering.',
  tax_category: 'standard',
  image_url: 'https://paddle.s3.amazonaws.com/user/165798/bT1XUOJAQhOUxGs83cbk_pro.png',
  custom_data: null,
  status: 'active',
  import_meta: null,
  created_at: CREATED,
};
