/** Colours that the canvases take from the style sheet, so that they follow the reader's choice of light or dark. */
export interface Theme {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly contour: string;
  readonly path: string;
  readonly first: string;
  readonly second: string;
  /** Fill of the lowest and of the highest band of the contours. */
  readonly low: string;
  readonly high: string;
}

/** Reads the colours as they are now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    paper: color('paper'),
    ink: color('ink'),
    muted: color('muted'),
    contour: color('contour'),
    path: color('path'),
    first: color('first'),
    second: color('second'),
    low: color('low'),
    high: color('high'),
  };
}

/** Sizes a canvas to its place on the page, in device pixels; its context then takes CSS pixels. Null where it is hidden. */
export function fitCanvas(
  canvas: HTMLCanvasElement,
): { context: CanvasRenderingContext2D; width: number; height: number } | null {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) return null;
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, width, height };
}
