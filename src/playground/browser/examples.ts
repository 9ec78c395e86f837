import { CONDITIONS, type Preset, SHAPES, STEP_SIZES, type StepSize } from '../presets.ts';
import { make } from './element.ts';

/** Makes the buttons of the examples. */
export function openExamples(
  nav: HTMLElement,
  choosePreset: (preset: Preset) => void,
  chooseStepSize: (size: StepSize) => void,
): void {
  nav.append(
    group('Inputs', CONDITIONS, choosePreset),
    group('Shapes', SHAPES, choosePreset),
    group('Step size', STEP_SIZES, chooseStepSize),
  );
}

function group<Item extends { readonly name: string; readonly shows: string }>(
  heading: string,
  items: readonly Item[],
  choose: (item: Item) => void,
): HTMLElement {
  const list = make('ul', {});
  for (const item of items) {
    const button = make('button', { type: 'button', title: item.shows }, item.name);
    button.addEventListener('click', () => choose(item));
    list.append(make('li', {}, button));
  }
  const id = `examples-${heading.toLowerCase().replace(' ', '-')}`;
  list.setAttribute('aria-labelledby', id);
  return make('div', { className: 'examples' }, make('h2', { id }, heading), list);
}
