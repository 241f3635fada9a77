/** Whether what is fetched there cannot be replaced on its way: https, or this machine. */
export function isTrustworthyUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
}

/** The URLs in a value, with commas between them; undefined if one of them is not an absolute http or https URL. */
export function absoluteUrlsIn(value: string): readonly string[] | undefined {
  const urls = value.split(',').map((url) => url.trim());
  return urls.every((url) => URL.canParse(url) && /^https?:/.test(url)) ? urls : undefined;
}
