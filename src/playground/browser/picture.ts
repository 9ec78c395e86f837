import { formatNumber } from '../../statistics/number.ts';
import type { Frame, KnownPair } from '../frame.ts';
import type { Contours } from '../messages.ts';
import type { Surface } from '../settings.ts';
import { fitCanvas, readTheme } from './theme.ts';

/** What the axes are called. */
const AXES: Readonly<Record<Surface, readonly [string, string]>> = {
  quadratic: ['x', 'y'],
  line: ['weight − best weight', 'bias − best bias'],
  network: ['along the first direction', 'along the second'],
};

/** What is drawn. */
export interface PictureContents {
  readonly surface: Surface;
  readonly frame: Frame;
  /** How much of the last step is done, 0 to 1: between steps the dot moves. */
  readonly progress: number;
}

/** The contour picture. */
export interface Picture {
  /** Takes other contours; null while they are not known. */
  setContours(contours: Contours | null): void;
  draw(contents: PictureContents): void;
  /** Colours or size changed. */
  invalidate(): void;
  /** Where a place of the canvas, in its CSS pixels, lies in the plane. */
  toPlane(x: number, y: number): readonly [number, number];
}

/** Room for the axes, in CSS pixels. */
const MARGIN = { left: 44, bottom: 40, top: 10, right: 10 };
/** Paths with more steps are drawn without a dot at each. */
const DOTTED = 80;

/** Draws into a canvas; the bands, which change seldom, are kept as an image. */
export function openPicture(canvas: HTMLCanvasElement): Picture {
  const backdrop = document.createElement('canvas');
  let contours: Contours | null = null;
  let reach = 1;
  let isStale = true;
  let theme = readTheme();

  const side = () => canvas.clientWidth - MARGIN.left - MARGIN.right;
  const place = (x: number, y: number): [number, number] => {
    const half = side() / 2;
    return [MARGIN.left + half * (1 + x / reach), MARGIN.top + half * (1 - y / reach)];
  };

  function drawBackdrop(width: number, height: number, surface: Surface): void {
    [backdrop.width, backdrop.height] = [canvas.width, canvas.height];
    const context = backdrop.getContext('2d');
    if (context === null) return;
    context.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
    context.fillStyle = theme.paper;
    context.fillRect(0, 0, width, height);
    const box = [MARGIN.left, MARGIN.top, side(), side()] as const;
    context.save();
    context.beginPath();
    context.rect(...box);
    context.clip();
    context.fillStyle = theme.low;
    context.fillRect(...box);
    for (const [index, { rings }] of (contours?.levels ?? []).entries()) {
      const path = new Path2D();
      for (const ring of rings) {
        path.moveTo(...place(ring[0]!, ring[1]!));
        for (let i = 2; i < ring.length; i += 2) path.lineTo(...place(ring[i]!, ring[i + 1]!));
        path.closePath();
      }
      const share = (index + 1) / contours!.levels.length;
      context.fillStyle = `color-mix(in oklab, ${theme.high} ${Math.round(100 * share)}%, ${theme.low})`;
      context.fill(path, 'evenodd');
      context.strokeStyle = theme.contour;
      context.lineWidth = 0.8;
      context.stroke(path);
    }
    context.restore();
    drawAxes(context, surface);
  }

  function drawAxes(context: CanvasRenderingContext2D, surface: Surface): void {
    const [left, top, extent] = [MARGIN.left, MARGIN.top, side()];
    context.strokeStyle = theme.muted;
    context.fillStyle = theme.muted;
    context.lineWidth = 1;
    context.strokeRect(left, top, extent, extent);
    context.font = '12px system-ui, "DejaVu Sans", sans-serif';
    const unit = tickUnit(reach);
    for (let k = -Math.floor(reach / unit); k * unit <= reach * (1 + 1e-9); k++) {
      const text = formatNumber(k * unit).replace('-', '−');
      const [x] = place(k * unit, 0);
      const [, y] = place(0, k * unit);
      context.textAlign = 'center';
      context.textBaseline = 'top';
      context.fillText(text, x, top + extent + 5);
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      context.fillText(text, left - 5, y);
    }
    const [across, up] = AXES[surface];
    context.textAlign = 'right';
    context.textBaseline = 'bottom';
    context.fillText(`${across} →`, left + extent, top + extent + MARGIN.bottom - 2);
    context.textAlign = 'left';
    context.fillText(`↑ ${up}`, left - MARGIN.left + 4, top + extent + MARGIN.bottom - 2);
  }

  return {
    setContours(next) {
      contours = next;
      isStale = true;
    },
    invalidate() {
      theme = readTheme();
      isStale = true;
    },
    toPlane(x, y) {
      const half = side() / 2;
      return [reach * ((x - MARGIN.left) / half - 1), reach * (1 - (y - MARGIN.top) / half)];
    },
    draw({ surface, frame, progress }) {
      const fitted = fitCanvas(canvas);
      if (fitted === null) return;
      const { context, width, height } = fitted;
      if (reach !== frame.reach) {
        reach = frame.reach;
        // Contours of another square say nothing about this one.
        if (contours?.reach !== reach) contours = null;
        isStale = true;
      }
      if (isStale || backdrop.width !== canvas.width || backdrop.height !== canvas.height) {
        drawBackdrop(width, height, surface);
        isStale = false;
      }
      context.drawImage(backdrop, 0, 0, width, height);
      context.save();
      context.beginPath();
      context.rect(MARGIN.left, MARGIN.top, side(), side());
      context.clip();
      const points = pathPoints(frame.path, progress);
      drawPath(
        context,
        points.map(([x, y]) => place(x, y)),
      );
      const head = points.at(-1)!;
      for (const [i, pair] of frame.pairs.slice(0, 2).entries()) {
        drawArrow(context, pair, head, i === 0 ? 'first' : 'second', frame);
      }
      drawHead(context, place(...head));
      context.restore();
    },
  };

  function drawPath(context: CanvasRenderingContext2D, points: readonly [number, number][]): void {
    const line = new Path2D();
    for (const [x, y] of points) line.lineTo(x, y);
    context.lineJoin = 'round';
    stroke(context, line, theme.path, points.length > DOTTED ? 1 : 2);
    const [x, y] = points[0]!;
    const ring = new Path2D();
    ring.arc(x, y, 5, 0, 2 * Math.PI);
    stroke(context, ring, theme.path, 2);
    if (points.length > DOTTED) return;
    context.fillStyle = theme.path;
    for (const [px, py] of points.slice(1)) {
      context.beginPath();
      context.arc(px, py, 3, 0, 2 * Math.PI);
      context.fill();
    }
  }

  function drawHead(context: CanvasRenderingContext2D, [x, y]: readonly [number, number]): void {
    context.beginPath();
    context.arc(x, y, 6.5, 0, 2 * Math.PI);
    context.fillStyle = theme.path;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = theme.paper;
    context.stroke();
  }

  /**
   * An eigenvector from the present point, as long as the axis of the ellipse of one loss: the steeper, the shorter.
   * What an eigenvector has outside the plane is not seen.
   */
  function drawArrow(
    context: CanvasRenderingContext2D,
    { value, inPlane }: KnownPair,
    [x, y]: readonly [number, number],
    color: 'first' | 'second',
    frame: Frame,
  ): void {
    const steepest = Math.max(...frame.pairs.map((pair) => Math.abs(pair.value)), 1e-300);
    const stretch = Math.min(2.6, Math.sqrt(steepest / Math.max(Math.abs(value), 1e-300)));
    const length = 0.22 * reach * stretch;
    const [ax, ay] = place(x, y);
    const [bx, by] = place(x + length * inPlane[0], y + length * inPlane[1]);
    if (Math.hypot(bx - ax, by - ay) < 6) return;
    const angle = Math.atan2(by - ay, bx - ax);
    const arrow = new Path2D();
    arrow.moveTo(ax, ay);
    arrow.lineTo(bx, by);
    for (const turn of [2.6, -2.6]) {
      arrow.moveTo(bx + 10 * Math.cos(angle + turn), by + 10 * Math.sin(angle + turn));
      arrow.lineTo(bx, by);
    }
    stroke(context, arrow, theme[color], 2.5);
    context.font = 'bold 14px system-ui, "DejaVu Sans", sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineWidth = 4;
    context.strokeStyle = theme.paper;
    const [tx, ty] = [bx + 14 * Math.cos(angle), by + 14 * Math.sin(angle)];
    const label = color === 'first' ? 'λ₁' : 'λ₂';
    context.strokeText(label, tx, ty);
    context.fillStyle = theme[color];
    context.fillText(label, tx, ty);
  }

  /** A line with a halo in the colour of the paper. */
  function stroke(context: CanvasRenderingContext2D, line: Path2D, color: string, width: number): void {
    context.lineWidth = 2 * width + 0.5;
    context.strokeStyle = theme.paper;
    context.stroke(line);
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke(line);
  }
}

/** The path with the last step as far as it is done. */
function pathPoints(path: readonly number[], progress: number): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i < path.length; i += 2) points.push([path[i]!, path[i + 1]!]);
  if (points.length < 2 || progress >= 1) return points;
  const [[fromX, fromY], [toX, toY]] = points.slice(-2) as [[number, number], [number, number]];
  points[points.length - 1] = [fromX + progress * (toX - fromX), fromY + progress * (toY - fromY)];
  return points;
}

/** A round number that divides the reach into two to five parts. */
function tickUnit(reach: number): number {
  const power = 10 ** Math.floor(Math.log10(reach));
  return power * ([0.2, 0.5, 1].find((unit) => reach / (power * unit) < 5) ?? 2);
}
