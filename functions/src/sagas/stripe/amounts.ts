import { decimalPlacesOf } from '../shared/money.ts';

/**
 * Currencies that Stripe's API counts differently from ISO 4217: ISK and UGX in hundredths, although neither has a
 * minor unit, and MGA in whole units, although it has one. In all other currencies Stripe's smallest unit is the ISO
 * 4217 minor unit. That includes HUF and TWD: they have no decimals only in payouts, which no record here holds.
 * @see https://docs.stripe.com/currencies#special-cases
 */
const DECIMAL_PLACES_AT_STRIPE: ReadonlyMap<string, number> = new Map([
  ['isk', 2],
  ['ugx', 2],
  ['mga', 0],
]);

/**
 * Converts a Stripe amount to ISO 4217 minor units, which every record uses, whatever the provider. To pass an amount
 * back to Stripe's API, take it from the event.
 * @param amount In Stripe's smallest unit; null or undefined if there is no amount.
 * @param currency As Stripe writes it, in lower case. If the object has no currency yet, the amount is unchanged.
 */
export function isoAmount<Amount extends number | null | undefined>(
  amount: Amount,
  currency: string | null | undefined,
): Amount extends number ? number : number | null;
export function isoAmount(amount: number | null | undefined, currency: string | null | undefined): number | null {
  if (typeof amount !== 'number') return null;
  const atStripe = DECIMAL_PLACES_AT_STRIPE.get(currency ?? '');
  if (atStripe === undefined) return amount;
  const places = decimalPlacesOf(currency ?? '') ?? atStripe;
  const magnitude = Math.round(Math.abs(amount) * 10 ** (places - atStripe));
  return amount < 0 && magnitude !== 0 ? -magnitude : magnitude;
}
