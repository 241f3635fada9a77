/** Whether what an item names worked; undefined if it does not say. Adyen writes it as text. */
export function outcomeOf({ success }: { readonly success?: unknown }): boolean | undefined {
  if (success === 'true') return true;
  return success === 'false' ? false : undefined;
}
