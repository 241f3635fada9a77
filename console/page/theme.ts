import { signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** As first-paint.ts reads it. */
const KEY = 'console-theme';

export const theme = signal<Theme>(THEMES.find((known) => known === localStorage.getItem(KEY)) ?? 'system');

export function setTheme(wanted: Theme): void {
  theme.value = wanted;
  if (wanted === 'system') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset['theme'];
  } else {
    localStorage.setItem(KEY, wanted);
    document.documentElement.dataset['theme'] = wanted;
  }
}

/** The value of a style token, as a colour that canvases take. @param token `--accent` */
export function colorOf(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
