import type { ShopifyMoneyBag, ShopifyOrder, ShopifyTransaction } from 'integration-service/shopify';
import { listIn } from '../shared/fields.ts';
import { minorUnits } from '../shared/money.ts';

/** What an order comes to and what went back of it, in ISO 4217 minor units of the shop's currency. */
export interface OrderAmounts {
  readonly amount: number | null;
  readonly amountRefunded: number | null;
}

/**
 * Reads the amounts of an order. Shopify leaves `total_price` as it was when the order was placed; `current_total_price`
 * follows edits but is already net of refunds, so what went back is added to it again.
 */
export function amountsOf(order: ShopifyOrder): OrderAmounts {
  const { currency, total_price: placed, current_total_price: current } = order;
  if (!currency) return { amount: null, amountRefunded: null };
  const amountRefunded = refundedOf(order, currency);
  const net = minorUnits(current ?? '', currency);
  const edited = net === null || amountRefunded === null ? null : net + amountRefunded;
  // Cancelling takes all items out of an order that nobody paid.
  const isEmptied = Boolean(order.cancelled_at) && edited === 0;
  const amount = edited !== null && !isEmptied ? edited : minorUnits(placed ?? '', currency);
  return { amount, amountRefunded };
}

/** Null if a refund is in a currency that the order does not tell how to convert. */
function refundedOf({ refunds, total_price_set: totals }: ShopifyOrder, currency: string): number | null {
  const amounts = listIn(refunds)
    .flatMap(({ transactions }) => listIn(transactions))
    .filter(({ kind, status }) => kind === 'refund' && status === 'success')
    .map((transaction) => inShopMoney(transaction, currency, totals ?? {}));
  return amounts.reduce<number | null>((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0);
}

/**
 * A transaction in the shop's currency. One in the customer's is converted at the rate of the order, at which Shopify
 * refunds: all of it back is all of the order to the last cent.
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
