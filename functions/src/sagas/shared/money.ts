import { textIn, textOrNull } from './fields.ts';

const DECIMAL = /^(-?)(\d{1,12})(?:\.(\d{1,30}))?$/;

/**
 * Currencies whose minor unit in ISO 4217 is not a hundredth, by their number of decimal places. `Intl` does not help
 * here: it says how many places people display (none for HUF, IDR, COP, … and none for IQD, which has three in ISO
 * 4217).
 * @see https://www.six-group.com/en/products-services/financial-information/data-standards.html
 */
const DECIMAL_PLACES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([places, codes]) => codes.split(' ').map((code) => [code, Number(places)])),
);

/** Codes for metals, funds and tests, for which ISO 4217 defines no minor unit. */
const WITHOUT_MINOR_UNIT: ReadonlySet<string> = new Set(
  'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '),
);

/**
 * Converts an amount in units of its currency to ISO 4217 minor units, without floating-point errors: `199.65` EUR is
 * 19965, `1200` JPY is 1200. Fractions of a minor unit are rounded half away from zero.
 * @param currency ISO 4217, in any case.
 * @returns null if the amount is not a decimal number, the currency does not exist, or the result is not a safe
 *   integer.
 */
export function minorUnits(amount: string | number, currency: string): number | null {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(String(amount)) ?? [];
  const places = decimalPlacesOf(currency);
  if (whole === undefined || places === undefined) return null;
  const truncated = Number(whole + fraction.slice(0, places).padEnd(places, '0'));
  const rounded = truncated + (fraction.charAt(places) >= '5' ? 1 : 0);
  if (!Number.isSafeInteger(rounded)) return null;
  return sign === '-' && rounded !== 0 ? -rounded : rounded;
}

/**
 * Decimal places of a currency's minor unit in ISO 4217; undefined if it is not a currency. Codes newer than the list
 * have two.
 */
export function decimalPlacesOf(currency: string): number | undefined {
  const code = textIn(currency).toUpperCase();
  if (!/^[A-Z]{3}$/.test(code) || WITHOUT_MINOR_UNIT.has(code)) return undefined;
  return DECIMAL_PLACES.get(code) ?? 2;
}

/** A currency in upper case; null if a field holds none. */
export function currencyIn(field: unknown): string | null {
  return textOrNull(field)?.toUpperCase() ?? null;
}
