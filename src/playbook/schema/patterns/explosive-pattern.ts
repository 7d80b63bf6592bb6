import { type AST, parseRegExpLiteral, visitRegExpAST } from '@eslint-community/regexpp';
import { patternFlags } from './pattern.ts';
import { countSteps } from './pattern-steps.ts';

/**
 * A pattern that takes more steps than this on 32 repetitions takes minutes on a few more. Four free repetitions in a
 * row (`.*.*.*.*!`) need a million.
 */
const MAX_STEPS = 4_000_000;
/**
 * The most by which steps may grow when a text doubles. Growth faster than the sixth power of the length is unbounded.
 */
const MAX_GROWTH = 2 ** 6;
/** Nothing that a pattern matches, so it tries everything before it gives up. */
const NO_MATCH = '\u0000';
/** Ways through a repetition that are tried, so `(ab|abab)*` is found on a text of `ab`. */
const WAYS = 12;
/** Ways to a repetition: a word boundary may need a blank there. */
const LEAD_WAYS = [0, 1];
const MAX_SAMPLED_ROUNDS = 64;
/** Units on which nested or overlapping repetition explodes, whatever the rest of the pattern is. */
const UNITS = ['a', '0', ' ', '-', 'a0', 'a ', 'A', '#0', 'a,', 'é', '.'];
const LETTERS = ['a', '0', ' ', '-', 'A', '#', ',', 'é', '.', '"', '_'];

/**
 * A pattern with at most this many repetitions, each of a single letter, and this many ways through the rest of it takes
 * steps that grow with the fourth power of the length at most (two repetitions, each start, and a lookbehind).
 */
const HARMLESS_REPETITIONS = 2;
const HARMLESS_WAYS = 32;

interface Repetition {
  /** What is matched before it. */
  before: readonly AST.Element[];
  repeated: AST.Element;
}

/**
 * Whether a pattern can take forever on a short text. It runs on texts made to slow it down: for each of its
 * repetitions what leads there, then what it repeats, again and again, then what it cannot match. Steps are counted, so
 * every machine gives the same answer.
 */
export function isExplosive(pattern: string): boolean {
  const compiled = patternFlags(pattern);
  if (!compiled.ok) return false;
  const { pattern: tree } = parseRegExpLiteral(new RegExp(pattern, compiled.flags));
  if (isHarmless(tree)) return false;
  const sample = sampler(tree, compiled.flags);
  const probes = new Map(UNITS.map((unit) => [unit, { lead: '', unit }]));
  for (const { before, repeated } of repetitionsIn(tree.alternatives, [])) {
    const leads = new Set(LEAD_WAYS.map((way) => before.map((element) => sample(element, way)).join('')));
    for (const lead of leads) {
      for (let way = 0; way < WAYS; way++) {
        const unit = sample(repeated, way);
        if (unit !== '') probes.set(`${lead}${NO_MATCH}${unit}`, { lead, unit });
      }
    }
  }
  return [...probes.values()].some(({ lead, unit }) => {
    const steps = (times: number) => countSteps(tree, compiled.flags, lead + unit.repeat(times) + NO_MATCH, MAX_STEPS).steps;
    const middle = steps(32);
    return middle >= MAX_STEPS || middle > steps(16) * MAX_GROWTH || steps(64) > middle * MAX_GROWTH;
  });
}

/** True for most patterns, which need no trial: a run checks every pattern of its folder before it starts. */
function isHarmless(tree: AST.Pattern): boolean {
  const repetitions = [...repetitionsIn(tree.alternatives, [])];
  if (repetitions.length > HARMLESS_REPETITIONS || repetitions.some(({ repeated }) => 'alternatives' in repeated)) return false;
  let ways = tree.alternatives.length;
  const count = ({ alternatives }: { alternatives: readonly AST.Alternative[] }) => {
    ways *= alternatives.length;
  };
  visitRegExpAST(tree, {
    onGroupEnter: count,
    onCapturingGroupEnter: count,
    onAssertionEnter: (assertion) => {
      if ('alternatives' in assertion) count(assertion);
      if (assertion.kind === 'lookbehind' && !repetitionsIn(assertion.alternatives, []).next().done) ways = Number.POSITIVE_INFINITY;
    },
    onQuantifierEnter: ({ min, max }) => {
      if (min === 0 && max === 1) ways *= 2;
    },
  });
  return ways <= HARMLESS_WAYS;
}

function* repetitionsIn(alternatives: readonly AST.Alternative[], before: readonly AST.Element[]): Generator<Repetition> {
  for (const { elements } of alternatives) {
    for (const [index, element] of elements.entries()) yield* repetitionsOf(element, [...before, ...elements.slice(0, index)]);
  }
}

function* repetitionsOf(element: AST.Element, before: readonly AST.Element[]): Generator<Repetition> {
  if (element.type === 'Quantifier') {
    if (element.max > 1) yield { before, repeated: element.element };
    yield* repetitionsOf(element.element, before);
  } else if ('alternatives' in element) {
    // The letters that a class expression lists are not a repetition.
    if (element.type === 'Group' || element.type === 'CapturingGroup' || element.type === 'Assertion')
      yield* repetitionsIn(element.alternatives, before);
  }
}

/** Makes short texts that an element matches; `way` chooses among its alternatives and letters. */
function sampler(tree: AST.Pattern, flags: string): (element: AST.Element, way: number) => string {
  const letters = new Set(LETTERS);
  visitRegExpAST(tree, { onCharacterEnter: ({ value }) => void letters.add(String.fromCodePoint(value)) });
  const oneOf = (alternatives: readonly AST.Alternative[], way: number): string => {
    const inner = Math.floor(way / alternatives.length);
    return alternatives[way % alternatives.length]!.elements.map((one) => sample(one, inner)).join('');
  };
  const sample = (element: AST.Element, way: number): string => {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return oneOf(element.alternatives, way);
      case 'Quantifier':
        return sample(element.element, way).repeat(Math.min(Math.max(element.min, 1), MAX_SAMPLED_ROUNDS));
      case 'Assertion':
        if (element.kind === 'lookbehind' && !element.negate) return oneOf(element.alternatives, way);
        return element.kind === 'word' && !element.negate && way % 2 === 1 ? ' ' : '';
      case 'Backreference':
        return '';
      default: {
        const one = new RegExp(`^(?:${element.raw})$`, flags);
        const fitting = [...letters].filter((letter) => one.test(letter));
        return fitting[way % fitting.length] ?? '';
      }
    }
  };
  return sample;
}
