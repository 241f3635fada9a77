const DECIMAL = /^(-?)(\d{1,12})(?:\.(\d{1,12}))?$/;

/**
 * A decimal amount in minor units, without the rounding errors of fractions: `199.65` EUR is 19965, `1200` JPY is
 * 1200. What is finer than a minor unit is rounded half away from zero; null for what is no amount or no currency.
 * @param currency ISO 4217, in capitals or not.
 */
export function minorUnits(amount: string, currency: string): number | null {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(amount) ?? [];
  const digits = minorDigitsOf(currency);
  if (whole === undefined || digits === undefined) return null;
  const truncated = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const rounded = truncated + (fraction.charAt(digits) >= '5' ? 1 : 0);
  return sign === '-' && rounded !== 0 ? -rounded : rounded;
}

function minorDigitsOf(currency: string): number | undefined {
  if (!/^[a-z]{3}$/i.test(currency)) return undefined;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
}
