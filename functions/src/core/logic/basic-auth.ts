/**
 * The header for a user and a password, with a colon between them.
 * @see https://www.rfc-editor.org/rfc/rfc7617
 */
export function basicAuth(credentials: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}
