import { shown } from '../describe.ts';
import {
  applies,
  type ChoiceField,
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  type NumberField,
  type Settings,
} from '../settings.ts';
import { make, setText } from './element.ts';

/** The controls of the settings. */
export interface Controls {
  /** Shows other settings, and hides what has no meaning on their surface. */
  show(settings: Settings): void;
}

/** One control: its row, and how it shows a value. */
interface Control {
  readonly row: HTMLElement;
  show(value: string | number): void;
}

/**
 * Makes a control for every field, under the heading of its group.
 *
 * @param change is told each time that somebody changes one
 */
export function openControls(
  form: HTMLElement,
  change: (name: FieldName, value: string | number) => void,
): Controls {
  const controls = new Map<FieldName, Control>();
  const groups = new Map<string, HTMLFieldSetElement>();
  for (const name of FIELD_NAMES) {
    const field: NumberField | ChoiceField = FIELDS[name];
    if (field.group === 'none') continue;
    const control =
      field.kind === 'number'
        ? slider(name, field, (value) => change(name, value))
        : select(name, field, (value) => change(name, value));
    let group = groups.get(field.group);
    if (!group) {
      group = make('fieldset', {}, make('legend', {}, field.group));
      groups.set(field.group, group);
      form.append(group);
    }
    group.append(control.row);
    controls.set(name, control);
  }
  return {
    show(settings) {
      for (const [name, { row, show }] of controls) {
        show(settings[name]);
        row.hidden = !applies(name, settings.surface);
      }
      for (const group of groups.values()) {
        group.hidden = [...group.querySelectorAll<HTMLElement>('.field')].every(({ hidden }) => hidden);
      }
    },
  };
}

function slider(name: FieldName, field: NumberField, change: (value: number) => void): Control {
  const { low, high, step, scale, unit = '', label, help } = field;
  const isLog = scale === 'log';
  const toSlider = (value: number) => (isLog ? Math.log10(value) : value);
  const fromSlider = (position: number) =>
    isLog ? Number((10 ** position).toPrecision(4)) : Number(position.toFixed(6));
  const input = make('input', { type: 'range', id: `field-${name}` });
  Object.assign(input, { min: String(toSlider(low)), max: String(toSlider(high)), step: String(step) });
  input.setAttribute('aria-describedby', `help-${name}`);
  const output = make('output', {});
  output.htmlFor.add(input.id);
  const tell = (value: number) => {
    const text = `${shown(value)}${unit}`;
    setText(output, text);
    input.setAttribute('aria-valuetext', text);
  };
  input.addEventListener('input', () => {
    const value = Math.min(high, Math.max(low, fromSlider(input.valueAsNumber)));
    tell(value);
    change(value);
  });
  const row = make(
    'div',
    { className: 'field' },
    make('label', { htmlFor: input.id }, label),
    output,
    input,
    make('p', { className: 'help', id: `help-${name}` }, help),
  );
  return {
    row,
    show(value) {
      input.valueAsNumber = toSlider(Number(value));
      tell(Number(value));
    },
  };
}

function select(name: FieldName, field: ChoiceField, change: (value: string) => void): Control {
  const list = make(
    'select',
    { id: `field-${name}` },
    ...Object.entries(field.words).map(([value, text]) => make('option', { value }, text)),
  );
  list.setAttribute('aria-describedby', `help-${name}`);
  list.addEventListener('change', () => change(list.value));
  const row = make(
    'div',
    { className: 'field' },
    make('label', { htmlFor: list.id }, field.label),
    list,
    make('p', { className: 'help', id: `help-${name}` }, field.help),
  );
  return {
    row,
    show(value) {
      list.value = String(value);
    },
  };
}
