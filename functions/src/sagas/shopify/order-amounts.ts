import type { ShopifyMoneyBag, ShopifyOrder, ShopifyTransaction } from 'integration-service/shopify';
import { listIn } from '../shared/fields.ts';
import { minorUnits } from '../shared/money.ts';

/** An order's amount and how much of it was refunded, in ISO 4217 minor units of the shop's currency. */
export interface OrderAmounts {
  readonly amount: number | null;
  readonly amountRefunded: number | null;
}

/**
 * Reads the amounts of an order. Shopify leaves `total_price` as it was when the order was placed;
 * `current_total_price` follows edits but is already net of refunds, so the refunds are added back.
 */
export function amountsOf(order: ShopifyOrder): OrderAmounts {
  const { currency, total_price: placed, current_total_price: current } = order;
  if (!currency) return { amount: null, amountRefunded: null };
  const amountRefunded = refundedOf(order, currency);
  const net = minorUnits(current ?? '', currency);
  const edited = net === null || amountRefunded === null ? null : net + amountRefunded;
  // Cancelling an unpaid order removes all of its items.
  const isEmptied = Boolean(order.cancelled_at) && edited === 0;
  const amount = edited !== null && !isEmptied ? edited : minorUnits(placed ?? '', currency);
  return { amount, amountRefunded };
}

/** Null if a refund is in a currency for which the order has no exchange rate. */
function refundedOf({ refunds, total_price_set: totals }: ShopifyOrder, currency: string): number | null {
  const amounts = listIn(refunds)
    .flatMap(({ transactions }) => listIn(transactions))
    .filter(({ kind, status }) => kind === 'refund' && status === 'success')
    .map((transaction) => inShopMoney(transaction, currency, totals ?? {}));
  return amounts.reduce<number | null>((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0);
}

/**
 * A transaction's amount in the shop's currency. An amount in the customer's currency is converted at the order's rate,
 * which Shopify uses for refunds, so that a full refund equals the order's amount to the cent.
 */
function inShopMoney(transaction: ShopifyTransaction, shopCurrency: string, totals: ShopifyMoneyBag): number | null {
  const currency = transaction.currency ?? shopCurrency;
  const amount = minorUnits(transaction.amount ?? '', currency);
  if (amount === null || currency === shopCurrency) return amount;
  const { shop_money: shop, presentment_money: customer } = totals;
  if (shop?.currency_code !== shopCurrency || customer?.currency_code !== currency) return null;
  const [of, per] = [minorUnits(shop.amount ?? '', shopCurrency), minorUnits(customer.amount ?? '', currency)];
  return of === null || !per ? null : Math.round((amount * of) / per);
}
