import type { RefObject } from 'preact';
import { go } from '../router.ts';
import { useKeys } from './keys.ts';

/** Walks the links of a list with j and k; what is open beside it follows. @param isOpen Whether anything is. */
export function useListKeys(list: RefObject<HTMLElement | null>, isOpen: boolean): void {
  const step = (by: number) => () => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('.row-link') ?? [])];
    if (links.length === 0) return false;
    const focused = links.findIndex((link) => link === document.activeElement);
    const at = focused === -1 ? links.findIndex((link) => link.closest('[aria-current]') !== null) : focused;
    const link = links[Math.min(Math.max(at === -1 ? 0 : at + by, 0), links.length - 1)];
    link?.focus();
    if (isOpen && link !== undefined) go(link.getAttribute('href') ?? '', { replace: true });
    return undefined;
  };
  useKeys({ j: step(1), k: step(-1), ArrowDown: step(1), ArrowUp: step(-1) });
}
