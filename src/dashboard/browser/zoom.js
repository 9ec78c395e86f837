// Zooming with the mouse: dragging over a plot selects epochs, a double click shows all of them again.

/** @typedef {import('./chart.js').Zoom} Zoom */

/**
 * What a plot's cursor does about it. uPlot marks what is dragged over; its own way to zoom stays off, as the server is asked
 * for the epochs anew, at the width of the plot.
 *
 * @param {Zoom} zoom
 * @returns {import('/uplot.js').Cursor}
 */
export function zoomCursor(zoom) {
  return {
    drag: { x: true, y: false, setScale: false, dist: 5 },
    bind: {
      dblclick: () => () => {
        zoom(null);
        return null;
      },
    },
  };
}

/**
 * Takes what was selected for the epochs to show.
 *
 * @param {import('/uplot.js')} plot
 * @param {Zoom} zoom
 */
export function zoomToSelection(plot, zoom) {
  const { left, width } = plot.select;
  if (width < 5) return;
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  // At least two epochs: one has no line.
  const first = Math.max(0, Math.round(from));
  zoom([first, Math.max(first + 1, Math.round(to))]);
}

/**
 * Plots of one key share their pointer; each zooms for all of them by itself.
 *
 * @param {string} key
 * @returns {import('/uplot.js').Cursor.Sync}
 */
export function zoomSync(key) {
  return { key, filters: { pub: (type) => !['mousedown', 'mouseup', 'dblclick'].includes(type) } };
}
