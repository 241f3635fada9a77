import { minorUnits } from '../shared/money.ts';

/** Currencies that Adyen counts with other decimals than ISO 4217. @see https://docs.adyen.com/development-resources/currency-codes/ */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ['CLP', 2],
  ['CVE', 0],
  ['IDR', 0],
  ['ISK', 2],
]);

/** An amount of Adyen's in ISO 4217 minor units; null if there is none. */
export function amountOf(
  amount: { readonly value?: unknown; readonly currency?: unknown } | null | undefined,
): number | null {
  const { value, currency } = amount ?? {};
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || typeof currency !== 'string') return null;
  const decimals = DECIMALS.get(currency);
  return decimals === undefined ? value : minorUnits((value / 10 ** decimals).toFixed(decimals), currency);
}
