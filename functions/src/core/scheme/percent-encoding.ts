/** Whether a form or a query decodes. All bytes that are not UTF-8 decode to the same character, so different ones would share a signature. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
