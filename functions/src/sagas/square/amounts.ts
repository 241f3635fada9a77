import { isJsonObject } from 'integration-service';
import type { Money } from 'integration-service/square';
import { textIn } from '../shared/fields.ts';

/** An amount with its currency; undefined if a field holds none. Square counts in ISO 4217 minor units. */
export function amountIn(money: Money | null | undefined): Money | undefined {
  if (!isJsonObject(money)) return undefined;
  const { amount, currency } = money;
  return Number.isSafeInteger(amount) && textIn(currency) !== '' ? { amount, currency } : undefined;
}
