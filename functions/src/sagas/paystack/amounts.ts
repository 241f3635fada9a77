import { integerOrNull, textOrNull } from '../shared/fields.ts';
import { currencyIn, minorUnits } from '../shared/money.ts';

/** An amount in ISO 4217 minor units, with its currency. Paystack writes hundredths, also of currencies that have none. */
export function amountIn(amount: unknown, currency: unknown) {
  const [hundredths, code] = [integerOrNull(amount), currencyIn(currency)];
  const isKnown = hundredths !== null && code !== null;
  return { amount: isKnown ? minorUnits((hundredths / 100).toFixed(2), code) : null, currency: code };
}

/** Whether an object belongs to live mode; null if it does not say. */
export function livemodeOf(domain: unknown): boolean | null {
  return textOrNull(domain) === null ? null : domain === 'live';
}
