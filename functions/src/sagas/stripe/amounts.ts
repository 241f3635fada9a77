import { decimalPlacesOf } from '../shared/money.ts';

/**
 * Currencies that Stripe's API counts otherwise than ISO 4217 does: it takes ISK and UGX in hundredths, although
 * neither has a minor unit, and MGA whole, although it has one. In all others Stripe's smallest unit is ISO 4217's
 * minor unit, HUF and TWD included: they are without decimals in payouts only, which no record here holds.
 * @see https://docs.stripe.com/currencies#special-cases
 */
const DECIMAL_PLACES_AT_STRIPE: ReadonlyMap<string, number> = new Map([
  ['isk', 2],
  ['ugx', 2],
  ['mga', 0],
]);

/**
 * An amount of Stripe in ISO 4217 minor units, as every record has it, whichever provider it comes from. To hand an
 * amount back to Stripe's API, take it from the event.
 * @param amount In Stripe's smallest unit; null or undefined if there is none.
 * @param currency As Stripe writes it, in lower case. The amount of an object without a currency yet stays as it is.
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
