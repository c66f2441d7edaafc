import { HEALTHY, type Behaviour } from './behaviour.ts';
import { CATALOGUE, numeral, type Entry, type Parameter } from './catalogue.ts';
import { CLIMATES } from './climates.ts';
import type { Mood } from './mood.ts';
import { createSchedule, type Climate } from './schedule.ts';

/** A key that begins like this chooses the mood of the simulator for its requests. */
const KEY_PREFIX = 'sk-sim-';

const ENTRIES: ReadonlyMap<string, Entry> = new Map(CATALOGUE.map((one) => [one.name, one]));

const FLAKY = [numeral('percent', 30, 0, 100), numeral('status', 500, 300, 599)];
const SEED = [numeral('seed', 1, 0, 2 ** 31)];

/** A name, then numbers, divided by hyphens. */
const PART = /^([a-z](?:[a-z-]*[a-z])?)((?:-\d{1,10})*)$/;

/** The mood that a key asks for; undefined when the key asks for none, null when nobody knows it. */
export function moodOfKey(key: string): Mood | null | undefined {
  if (!key.startsWith(KEY_PREFIX)) return undefined;
  // What follows an underscore only tells two keys of the same mood apart.
  const [text = ''] = key.slice(KEY_PREFIX.length).split('_');
  return readMood(text);
}

/** Reads `slow-300-40+gzip`, `flaky-20-503`, `moody-rough-7`; null when it means nothing. */
export function readMood(text: string): Mood | null {
  const parts = text.split('+').map(readPart);
  let behaviour: Behaviour = HEALTHY;
  let mood: ((otherwise: Behaviour) => Mood | null) | null = null;
  for (const part of parts) {
    if (part === null) return null;
    const { name, numbers } = part;
    if (name === 'flaky') mood = (otherwise) => flaky(numbers, otherwise);
    else if (name.startsWith('moody')) return parts.length === 1 ? moody(name, numbers) : null;
    else {
      const found = ENTRIES.get(name);
      const given = found === undefined ? null : fill(found.parameters, numbers);
      if (found === undefined || given === null) return null;
      behaviour = { ...behaviour, ...found.make(...given) };
    }
  }
  return mood === null ? { kind: 'steady', behaviour } : mood(behaviour);
}

/** Every name that can be asked for, with its numbers and what it does. */
export function listMoods(): { usage: string; does: string }[] {
  const climates = Object.keys(CLIMATES).map((name) => ({
    usage: usageOf(`moody-${name}`, SEED),
    does: `changes with time: ${name}; the same seed brings the same times`,
  }));
  return [
    ...CATALOGUE.map(({ name, parameters, does }) => ({ usage: usageOf(name, parameters), does })),
    { usage: usageOf('flaky', FLAKY), does: 'fails by chance with this status' },
    ...climates,
  ];
}

function usageOf(name: string, parameters: readonly Parameter[]): string {
  const numbers = parameters.reduceRight((rest, { name: label, fallback }) => {
    const text = `-<${label}>${rest}`;
    return fallback === null ? text : `[${text}]`;
  }, '');
  return name + numbers;
}

function readPart(text: string): { name: string; numbers: number[] } | null {
  const [, name, tail = ''] = PART.exec(text) ?? [];
  if (name === undefined) return null;
  return { name, numbers: tail.split('-').slice(1).map(Number) };
}

/** The numbers with what was left out; null when there are too many or one is out of its range. */
function fill(parameters: readonly Parameter[], numbers: readonly number[]): number[] | null {
  if (numbers.length > parameters.length) return null;
  const filled: number[] = [];
  for (const [index, { fallback, min, max }] of parameters.entries()) {
    const value = numbers[index] ?? fallback;
    if (value === null || value < min || value > max) return null;
    filled.push(value);
  }
  return filled;
}

function flaky(numbers: readonly number[], otherwise: Behaviour): Mood | null {
  const [percent, status] = fill(FLAKY, numbers) ?? [];
  if (percent === undefined || status === undefined) return null;
  const fault = { status, name: 'plain' } as const;
  const failing = {
    ...otherwise,
    content: { kind: 'refusal', fault, headers: () => ({}) },
  } as const;
  return { kind: 'flaky', chance: percent / 100, failing, otherwise };
}

function moody(name: string, numbers: readonly number[]): Mood | null {
  const climate = new Map<string, Climate<string>>(Object.entries(CLIMATES)).get(
    name.slice('moody-'.length),
  );
  const [seed] = fill(SEED, numbers) ?? [];
  if (climate === undefined || seed === undefined) return null;
  return { kind: 'changing', schedule: createSchedule(readClimate(climate), seed) };
}

function readClimate({ good, bad }: Climate<string>): Climate<Mood> {
  return { good: readAll(good), bad: readAll(bad) };
}

type Weathers<T> = Climate<T>['good'];

function readAll([first, ...others]: Weathers<string>): Weathers<Mood> {
  const read = (weather: Weathers<string>[0]) => ({
    ...weather,
    value: moodNamed(weather.value),
  });
  return [read(first), ...others.map(read)];
}

/** For names in our own code: a wrong one is a bug. */
export function moodNamed(text: string): Mood {
  const mood = readMood(text);
  if (mood === null) throw new Error(`no behaviour is called ${text}`);
  return mood;
}
