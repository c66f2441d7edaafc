type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

type Family = { readonly type: string; readonly samples: Sample[] };

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(`^# HELP (${NAME}) (?:[^\\\\]|\\\\\\\\|\\\\n)*$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
const SAMPLE = new RegExp(
  `^(${NAME})(?:\\{(.*)\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|NaN|[+-]Inf)$`,
);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/;

/** Reads the text format of Prometheus by the letter: what it does not allow is an error. */
export class Exposition {
  readonly families = new Map<string, Family>();

  constructor(text: string) {
    if (!text.endsWith('\n')) throw new Error('The last line has no end.');
    const series = new Set<string>();
    let help = '';
    let open: { name: string; family: Family } | null = null;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const type = TYPE.exec(line);
      if (line.startsWith('# HELP')) {
        help = HELP.exec(line)?.[1] ?? fail(line);
      } else if (type !== null) {
        const [, name = '', kind = ''] = type;
        if (name !== help || this.families.has(name)) fail(line);
        open = { name, family: { type: kind, samples: [] } };
        this.families.set(name, open.family);
      } else {
        const sample = readSample(line);
        if (open === null || !belongs(sample, open.name, open.family.type)) return fail(line);
        const id = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
        if (series.has(id)) fail(`twice: ${line}`);
        series.add(id);
        open.family.samples.push(sample);
      }
    }
    for (const [name, { type, samples }] of this.families) {
      if (type === 'counter' && samples.some(({ value }) => value < 0)) fail(name);
      if (type === 'histogram') checkBuckets(name, samples);
    }
  }

  /** The sum of all samples of a name with these labels; undefined when there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = [...this.families.values()]
      .flatMap(({ samples }) => samples)
      .filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }
}

function readSample(line: string): Sample {
  const [, name = '', inner = '', number = ''] = SAMPLE.exec(line) ?? fail(line);
  const labels: Record<string, string> = {};
  for (let rest = inner; rest !== '';) {
    const [whole, label = '', value = ''] = LABEL.exec(rest) ?? fail(line);
    if (Object.hasOwn(labels, label)) fail(line);
    labels[label] = value.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
    rest = rest.slice(whole.length);
  }
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) };
}

function belongs({ name }: Sample, family: string, type: string): boolean {
  if (type !== 'histogram') return name === family;
  return ['_bucket', '_sum', '_count'].some((end) => name === family + end);
}

/** Buckets only grow, the last one is of everything, and it is the count. */
function checkBuckets(name: string, samples: readonly Sample[]): void {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const { le: _, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  for (const group of groups.values()) {
    const buckets = group.filter((one) => one.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('Inf', 'Infinity')));
    const counts = buckets.map(({ value }) => value);
    const count = group.find((one) => one.name === `${name}_count`)?.value;
    const isGrowing = (list: readonly number[]) =>
      list.every((one, at) => at === 0 || one >= (list[at - 1] ?? 0));
    if (!isGrowing(bounds) || !isGrowing(counts)) fail(`${name} does not grow`);
    if (bounds.at(-1) !== Infinity || counts.at(-1) !== count) fail(`${name} is not whole`);
    if (!group.some((one) => one.name === `${name}_sum`)) fail(`${name} has no sum`);
  }
}

function fail(what: string): never {
  throw new Error(`no valid exposition: ${what}`);
}
