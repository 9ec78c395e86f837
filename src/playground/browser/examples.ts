import { make } from './element.ts';

/** Fills a list with a button for each example; what one shows is its description. */
export function openExamples<Item extends { readonly name: string; readonly shows: string }>(
  list: HTMLElement,
  items: readonly Item[],
  choose: (item: Item) => void,
): void {
  for (const item of items) {
    const button = make('button', { type: 'button', title: item.shows }, item.name);
    button.addEventListener('click', () => choose(item));
    list.append(make('li', {}, button));
  }
}
