import { expect, it } from 'vitest';
import { minorUnits } from './money.ts';

it.each([
  ['199.65', 'EUR', 19_965],
  ['0.1', 'usd', 10],
  ['1200', 'JPY', 1_200],
  ['1200.00', 'JPY', 1_200],
  ['1.234', 'KWD', 1_234],
  ['-10.00', 'EUR', -1_000],
  ['-0.00', 'EUR', 0],
  ['29.345', 'EUR', 2_935],
  ['4503599627.37', 'EUR', 450_359_962_737],
])('%s %s is %i in minor units', (amount, currency, units) => {
  expect(minorUnits(amount, currency)).toBe(units);
});

it.each([
  ['', 'EUR'],
  ['1,50', 'EUR'],
  ['1e3', 'EUR'],
  ['1.50', 'euro'],
])('%j %s is no amount', (amount, currency) => {
  expect(minorUnits(amount, currency)).toBeNull();
});
