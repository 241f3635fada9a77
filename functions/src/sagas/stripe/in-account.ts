/** An id within its account: connected accounts have customers, products and orders apart from yours. */
export function inAccount(account: string | null, id: string): string {
  return account === null ? id : `${account}/${id}`;
}
