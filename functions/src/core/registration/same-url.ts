import { REGISTRATION } from '../integration/registration.ts';

/** Whether two addresses are one endpoint: providers differ in how they write one. */
export function isSameUrl(one: string, other: string): boolean {
  const [first, second] = [plain(one), plain(other)];
  return first !== undefined && first === second;
}

/** Without what does not name the endpoint; undefined if nobody has set it. A topic's address cannot be parsed. */
function plain(text: string): string | undefined {
  if (!URL.canParse(text)) return text === '' ? undefined : text;
  const url = new URL(text);
  url.hash = '';
  // A part of the URL while a registration was open. The provider keeps it.
  url.searchParams.delete(REGISTRATION);
  url.pathname = url.pathname.replace(/\/+$/, '') || '/';
  return url.href;
}
