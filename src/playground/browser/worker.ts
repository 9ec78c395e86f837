/** The page's worker: all mathematics, so that no frame of the page waits for it. */
import kernel from '../../objectives/closed-form/kernel/kernel.wasm';
import { loadClosedForm } from '../../objectives/closed-form/portable.ts';
import type { Reply, Request } from '../messages.ts';
import { type Plane, type PlaneGrid, sectionOf } from '../plane.ts';
import type { Settings } from '../settings.ts';
import { openSimulation, type Simulation } from '../simulation.ts';
import { stableLimit } from '../step-size.ts';
import { contoursOf } from './contours.ts';

const create = loadClosedForm(kernel);

/** Points along a side of the picture while it moves and when it rests; of a function of two variables always the latter. */
const [COARSE, FINE] = [31, 61];
/** Milliseconds of drawing between two looks for a request. */
const SLICE = 5;

/** The picture that is being computed. */
interface Drawing {
  readonly plane: Plane;
  readonly size: number;
  readonly rows: Generator<void, PlaneGrid>;
}

let simulation: Simulation | null = null;
let id = 0;
let drawing: Drawing | null = null;
/** Side of the newest picture of the present plane. */
let drawnSize = 0;

const answer = (reply: Reply) => postMessage(reply);

/** Takes the slices of a drawing as tasks of their own, behind requests that wait. */
const channel = new MessageChannel();
channel.port1.onmessage = () => {
  try {
    draw();
  } catch (error) {
    fail(error);
  }
};

self.onmessage = ({ data }: MessageEvent<Request>) => {
  try {
    serve(data);
  } catch (error) {
    fail(error);
  }
};

function fail(error: unknown): void {
  drawing = null;
  answer({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) });
}

function serve(request: Request): void {
  if (request.type === 'open') {
    id = request.id;
    simulation?.dispose();
    simulation = null;
    const settings = withShare(request.settings, request.share);
    simulation = openSimulation(settings, create);
    simulation.advance(settings.steps);
    if (settings.steps > 0) simulation.show(simulation.planeHere());
    answer({ type: 'opened', id, settings, frame: simulation.frame('quick') });
    startDrawing(simulation, simulation.plane, COARSE);
  } else if (simulation !== null && request.type === 'advance') {
    const start = performance.now();
    simulation.advance(request.steps);
    const frame = simulation.frame('quick');
    answer({ type: 'frame', id, frame, milliseconds: performance.now() - start });
    if (drawing === null && simulation.isOffPlane()) startDrawing(simulation, simulation.planeHere(), COARSE);
  } else if (simulation !== null) {
    answer({ type: 'frame', id, frame: simulation.frame('exact'), milliseconds: 0 });
    const plane = simulation.isOffPlane() ? simulation.planeHere() : simulation.plane;
    if (plane !== simulation.plane || drawnSize < FINE) startDrawing(simulation, plane, FINE);
  }
}

/** The settings with the learning rate at a share of the largest stable one, where that was asked for and there is one. */
function withShare(settings: Settings, share: number | null): Settings {
  if (share === null) return settings;
  const trial = openSimulation(settings, create);
  const { lambdaMax } = trial.frame('exact');
  trial.dispose();
  const limit = stableLimit(lambdaMax, settings.momentum);
  return Number.isFinite(limit) ? { ...settings, learningRate: share * limit } : settings;
}

function startDrawing({ section, settings }: Simulation, plane: Plane, wanted: number): void {
  const size = settings.surface === 'network' ? wanted : FINE;
  if (drawing === null) channel.port2.postMessage(null);
  drawing = { plane, size, rows: sectionOf(section, plane, size) };
}

/** One slice of the drawing. */
function draw(): void {
  if (drawing === null || simulation === null) return;
  const end = performance.now() + SLICE;
  while (performance.now() < end) {
    const { done, value } = drawing.rows.next();
    if (!done) continue;
    const contours = contoursOf(value);
    if (drawing.plane !== simulation.plane) simulation.show(drawing.plane);
    drawnSize = drawing.size;
    drawing = null;
    answer({ type: 'contours', id, contours, frame: simulation.frame('quick') });
    return;
  }
  channel.port2.postMessage(null);
}
