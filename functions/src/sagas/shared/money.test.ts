import { expect, it } from 'vitest';
import { minorUnits } from './money.ts';

it.each([
  ['199.65', 'EUR', 19_965],
  ['0.1', 'usd', 10],
  ['1200', 'JPY', 1_200],
  ['1200.00', 'JPY', 1_200],
  ['1.234', 'KWD', 1_234],
  ['1.2345', 'CLF', 12_345],
  ['-10.00', 'EUR', -1_000],
  ['-0.00', 'EUR', 0],
  ['29.345', 'EUR', 2_935],
  ['0.30000000000000004', 'EUR', 30],
  ['4503599627.37', 'EUR', 450_359_962_737],
  [199.65, 'EUR', 19_965],
  [-3, 'EUR', -300],
])('%s %s is %i in minor units', (amount, currency, units) => {
  expect(minorUnits(amount, currency)).toBe(units);
});

// The currencies that Intl displays without decimals.
it.each('AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR SOS SYP YER'.split(' '))(
  '1500.00 %s is 150000: ISO 4217 counts it in hundredths, even if prices show none',
  (currency) => {
    expect(minorUnits('1500.00', currency)).toBe(150_000);
  },
);

it('1500.00 IQD is 1500000: ISO 4217 counts it in thousandths', () => {
  expect(minorUnits('1500.00', 'IQD')).toBe(1_500_000);
});

it.each('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))(
  '1500.00 %s is 1500: it has no minor unit',
  (currency) => {
    expect(minorUnits('1500.00', currency)).toBe(1_500);
  },
);

it('a currency that is newer than the list is counted in hundredths, as nearly all are', () => {
  expect(minorUnits('1500.00', 'XCG')).toBe(150_000);
});

it.each([
  ['', 'EUR'],
  ['1,50', 'EUR'],
  ['1e3', 'EUR'],
  ['999999999999', 'CLF'],
  [Number.NaN, 'EUR'],
  [1e21, 'EUR'],
  ['1.50', 'euro'],
  ['1.50', 'XAU'],
  ['1.50', 'XXX'],
])('%j %s is not an amount', (amount, currency) => {
  expect(minorUnits(amount, currency)).toBeNull();
});
