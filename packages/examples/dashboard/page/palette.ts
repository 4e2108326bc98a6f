// The colours of plots, from style.css: they follow the colour scheme of the browser.

const lines = 8;

const scheme = window.matchMedia('(prefers-color-scheme: dark)');

export interface Palette {
  readonly axis: string;
  readonly grid: string;
  readonly lines: readonly string[];
}

let palette: Palette | undefined;

/** As the colour scheme is now. */
export function currentPalette(): Palette {
  if (palette !== undefined) return palette;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  palette = {
    axis: colour('--quiet'),
    grid: colour('--grid'),
    lines: Array.from({ length: lines }, (_, index) => colour(lineVariable(index))),
  };
  return palette;
}

/** The name of the property of style.css with a line's colour. @param index any whole number from 0 */
export function lineVariable(index: number): string {
  return `--line-${index % lines}`;
}

/** Calls `changed` after every change of the colour scheme. */
export function onPaletteChange(changed: () => void): void {
  scheme.addEventListener('change', () => {
    palette = undefined;
    changed();
  });
}
