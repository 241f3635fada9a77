/** Whether a key belongs to a sandbox account, which its prefix says. */
export function isSandboxKey(key: string): boolean {
  return key.startsWith('pdl_sdbx_');
}

/** Where the API of a key's account is. */
export function hostOf(key: string): string {
  return isSandboxKey(key) ? 'sandbox-api.paddle.com' : 'api.paddle.com';
}
