import type { Catalogue } from '../catalogue/catalogue.ts';
import { configDifferences } from '../configs.ts';
import { encodeCharts } from '../series/encode.ts';
import { type FigureAxes, chartFigure } from '../exports/figure.ts';
import { shownCsv } from '../exports/csv.ts';
import { encodeSpectrum } from '../series/spectrum.ts';
import { readColumn, readScale, readView } from '../series/view.ts';

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  /** Saves it as a file of this name. */
  readonly name?: string;
  /** In pieces where it is long. */
  readonly body: string | Uint8Array | AsyncIterable<string> | Iterable<string>;
}

const NOTHING: Answer = { status: 404, type: 'text/plain', body: 'Nothing of this name.' };

/** Answers a request for data. Throws a QueryError. */
export async function answer(path: string, query: URLSearchParams, catalogue: Catalogue): Promise<Answer> {
  const view = () => readView(query, (key) => catalogue.run(key));
  switch (path) {
    case '/charts':
      return { status: 200, type: 'application/octet-stream', body: encodeCharts(view()) };
    case '/spectrum': {
      const { runs, smoothing } = view();
      const [run] = runs;
      if (run === undefined) return NOTHING;
      return { status: 200, type: 'application/octet-stream', body: encodeSpectrum(run, smoothing) };
    }
    case '/configs':
      return { status: 200, type: 'application/json', body: JSON.stringify(configDifferences(view())) };
    case '/figure.svg':
    case '/figure.png': {
      const [column, axes] = [readColumn(query), axesOf(query)];
      const figure = chartFigure(view(), column, axes);
      const isSvg = path === '/figure.svg';
      const body = isSvg ? figure.svg : figure.png();
      return {
        status: 200,
        type: isSvg ? 'image/svg+xml' : 'image/png',
        name: `${column}${path.slice(-4)}`,
        body,
      };
    }
    case '/shown.csv': {
      const column = readColumn(query);
      return {
        status: 200,
        type: 'text/csv; charset=utf-8',
        name: `${column}.csv`,
        body: shownCsv(view(), column),
      };
    }
    default:
      return NOTHING;
  }
}

function axesOf(query: URLSearchParams): FigureAxes {
  return { x: readScale(query, 'x'), y: readScale(query, 'y') };
}
