import type { Figure } from '../../figures/figure.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { configDifferences } from '../configs.ts';
import { encodeCharts } from '../series/encode.ts';
import { type FigureAxes, chartFigure } from '../exports/figure.ts';
import { shownCsv } from '../exports/csv.ts';
import { SPECTRUM_PARTS, spectrumCsv, spectrumFigure } from '../exports/spectrum.ts';
import { encodeSpectrum } from '../series/spectrum.ts';
import { readColumn, readScale, readView, type View } from '../series/view.ts';

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

/** For a run that was deleted before the page heard of it: no error, which a browser would put into its console. */
const GONE: Answer = { status: 204, type: 'application/octet-stream', body: '' };

/** Answers a request for data. Throws a QueryError. */
export async function answer(path: string, query: URLSearchParams, catalogue: Catalogue): Promise<Answer> {
  const view = () => readView(query, (key) => catalogue.run(key));
  switch (path) {
    case '/charts':
      return { status: 200, type: 'application/octet-stream', body: encodeCharts(view()) };
    case '/spectrum': {
      const shown = view();
      const [run] = shown.runs;
      if (run === undefined) return GONE;
      return { status: 200, type: 'application/octet-stream', body: encodeSpectrum(run, shown) };
    }
    case '/configs':
      return { status: 200, type: 'application/json', body: JSON.stringify(configDifferences(view())) };
    case '/figure.svg':
    case '/figure.png': {
      const column = readColumn(query);
      return picture(column, path, chartFigure(view(), column, axesOf(query)));
    }
    case '/shown.csv': {
      const column = readColumn(query);
      return table(column, shownCsv(view(), column));
    }
    default:
      return answerSpectrum(path, query, view());
  }
}

/** `/top-eigenvalues.svg`, `/density.csv` and the like: the spectrum of the first run of a view, to save. */
function answerSpectrum(path: string, query: URLSearchParams, view: View): Answer {
  const part = SPECTRUM_PARTS.find((name) => path.startsWith(`/${name}.`));
  const [run] = view.runs;
  if (part === undefined || run === undefined) return NOTHING;
  const ending = path.slice(part.length + 1);
  if (ending === '.csv') return table(part, spectrumCsv(run, part, view));
  if (ending !== '.svg' && ending !== '.png') return NOTHING;
  return picture(part, path, spectrumFigure(run, part, view, axesOf(query)));
}

/** @param path ends with .svg or .png */
function picture(name: string, path: string, figure: Figure): Answer {
  const isSvg = path.endsWith('.svg');
  const [type, body] = isSvg ? ['image/svg+xml', figure.svg] : ['image/png', figure.png()];
  return { status: 200, type: type as string, name: `${name}${path.slice(-4)}`, body };
}

function table(name: string, body: Iterable<string>): Answer {
  return { status: 200, type: 'text/csv; charset=utf-8', name: `${name}.csv`, body };
}

function axesOf(query: URLSearchParams): FigureAxes {
  return { x: readScale(query, 'x'), y: readScale(query, 'y') };
}
