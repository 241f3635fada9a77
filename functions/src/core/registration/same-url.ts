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
  url.pathname = withoutSlashes(url.pathname) || '/';
  return url.href;
}

/** Without slashes at its end. An expression for them would look at a run of slashes again for each of them. */
function withoutSlashes(path: string): string {
  return path.slice(0, path.split('').findLastIndex((letter) => letter !== '/') + 1);
}
