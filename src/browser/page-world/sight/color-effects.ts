import { blend } from '../dom/color.ts';
import type { Rgb } from '../pass-types.ts';

/** What a colour looks like on the screen, after filters and blending. */
export type Shown = (color: Rgb) => Rgb;

const MAX_PART = 255;
const limited = (part: number): number => Math.min(MAX_PART, Math.max(0, part));
const each = (color: Rgb, change: (part: number) => number): Rgb => color.map((part) => limited(change(part))) as Rgb;

/** The functions of a `filter` that can make different colours alike. Turning hues and saturation keep them apart. */
const FILTERS: Readonly<Record<string, (amount: number) => Shown>> = {
  brightness: (amount) => (color) => each(color, (part) => part * amount),
  contrast: (amount) => (color) => each(color, (part) => (part - MAX_PART / 2) * amount + MAX_PART / 2),
  invert: (amount) => (color) => each(color, (part) => part + Math.min(1, amount) * (MAX_PART - 2 * part)),
  grayscale: (amount) => (color) => {
    const grey = 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2];
    return blend([grey, grey, grey], Math.min(1, amount), color);
  },
};

const FILTER_FUNCTION = /(brightness|contrast|invert|grayscale)\(([\d.]*)(%?)\)/g;

/** What a filter does to colours; undefined when it changes none. */
export function filterColors(filter: string): Shown | undefined {
  if (filter === 'none') return undefined;
  const steps = Array.from(filter.matchAll(FILTER_FUNCTION), ([, name = '', amount, unit]) => {
    const value = amount === '' ? 1 : Number(amount) / (unit === '%' ? 100 : 1);
    return FILTERS[name]?.(value);
  }).filter((step) => step !== undefined);
  return steps.length === 0 ? undefined : (color) => steps.reduce((so, step) => step(so), color);
}

/** Whether nothing can be told apart behind an element with this `backdrop-filter`. */
export function flattensBackdrop(filter: string): boolean {
  if (filter === '' || filter === 'none') return false;
  const shown = filterColors(filter);
  if (!shown) return false;
  const [dark, light] = [shown([0, 0, 0]), shown([MAX_PART, MAX_PART, MAX_PART])];
  return Math.hypot(light[0] - dark[0], light[1] - dark[1], light[2] - dark[2]) < 12;
}

/** A part of a colour over the same part behind it, each from 0 to 1. */
const MODES: Readonly<Record<string, (over: number, under: number) => number>> = {
  multiply: (over, under) => over * under,
  screen: (over, under) => over + under - over * under,
  darken: Math.min,
  lighten: Math.max,
  overlay: (over, under) => (under <= 0.5 ? 2 * over * under : 1 - 2 * (1 - over) * (1 - under)),
  'hard-light': (over, under) => (over <= 0.5 ? 2 * over * under : 1 - 2 * (1 - over) * (1 - under)),
  'color-dodge': (over, under) => (under === 0 ? 0 : over >= 1 ? 1 : Math.min(1, under / (1 - over))),
  'color-burn': (over, under) => (under >= 1 ? 1 : over <= 0 ? 0 : 1 - Math.min(1, (1 - under) / over)),
  difference: (over, under) => Math.abs(over - under),
  exclusion: (over, under) => over + under - 2 * over * under,
  'plus-lighter': (over, under) => Math.min(1, over + under),
};

/** What `mix-blend-mode` makes of a colour over another one; undefined for modes that keep it. */
export function blendMode(mode: string, under: Rgb): Shown | undefined {
  const mix = MODES[mode];
  if (!mix) return undefined;
  return (color) => color.map((part, at) => limited(mix(part / MAX_PART, (under[at] ?? 0) / MAX_PART) * MAX_PART)) as Rgb;
}
