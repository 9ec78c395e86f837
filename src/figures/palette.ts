/**
 * The qualitative palette of Okabe and Ito (2008), distinct for all common kinds of colour blindness, without the black
 * and the yellow, one of which vanishes on each of the two backgrounds.
 */
export const PALETTE = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const;

/** Dash patterns that tell series apart where colours repeat or are not seen: solid, dashed, dotted, dash-dotted. */
export const DASHES = ['', '7 3', '2 3', '8 3 2 3'] as const;

/** The look of the index-th series: the colours first, then the colours again with the next dashes. */
export function seriesStyle(index: number): { readonly color: string; readonly dash: string } {
  const color = PALETTE[index % PALETTE.length]!;
  const dash = DASHES[Math.floor(index / PALETTE.length) % DASHES.length]!;
  return { color, dash };
}
