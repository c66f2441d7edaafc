import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import {
  drawnValues,
  isEmpty,
  isStacked,
  seriesAt,
  tickStep,
  type ChartModel,
  type ChartSeries,
} from './chart-model.ts';

type PlotHandlers = {
  /** The bucket under the pointer, and how far from the left it is; null when the pointer leaves. */
  readonly onHover: (bucket: number | null, left: number) => void;
  readonly onPick: (bucket: number, series: ChartSeries | null) => void;
  /** The first and the last bucket of what was dragged over. */
  readonly onZoom: (first: number, last: number) => void;
  readonly axisText: (value: number) => string;
};

const HEIGHT_PX = 200;
const TICK_PX = 62;
/** Shorter is a click by an unsteady hand. */
const DRAG_PX = 8;
const WHOLE_STEPS = Array.from({ length: 15 }, (_, at) =>
  [1, 2, 5].map((n) => n * 10 ** at),
).flat();

/** A canvas that shows a chart. Fewer than all of its buckets are never redrawn: that takes a millisecond. */
export class Plot {
  readonly #box: HTMLElement;
  readonly #handlers: PlotHandlers;
  readonly #watchSize: ResizeObserver;
  #model: ChartModel;
  #plot: uPlot;

  constructor(box: HTMLElement, model: ChartModel, handlers: PlotHandlers) {
    this.#box = box;
    this.#model = model;
    this.#handlers = handlers;
    this.#plot = this.#build();
    this.#watchSize = new ResizeObserver(() => {
      const width = box.clientWidth;
      if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT_PX });
    });
    this.#watchSize.observe(box);
  }

  /** Shows other values. Only where other series come is the canvas a new one, so that nothing flickers. */
  update(model: ChartModel): void {
    const isAlike = shapeOf(model) === shapeOf(this.#model);
    this.#model = model;
    if (isAlike) this.#plot.setData(dataOf(model));
    else this.rebuild();
  }

  /** Colours are read when the canvas is made: another theme needs another one. */
  rebuild(): void {
    this.#plot.destroy();
    this.#plot = this.#build();
  }

  destroy(): void {
    this.#watchSize.disconnect();
    this.#plot.destroy();
  }

  #build(): uPlot {
    const colour = colourReader(this.#box);
    const { series, shape } = this.#model;
    const drawn = series.map((one) => seriesOptions(shape, colour(one.colour)));
    const [surface, sunken] = [colour('var(--surface)'), colour('var(--sunken)')];
    const plot = new uPlot(
      {
        width: Math.max(this.#box.clientWidth, 120),
        height: HEIGHT_PX,
        padding: [8, 6, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          points: { show: shape === 'lines' },
          drag: { x: true, y: false, setScale: false, dist: DRAG_PX },
        },
        scales: {
          x: { time: false, range: () => [-0.5, this.#model.ticks.length - 0.5] },
          y: { range: (_, __, most) => [0, this.#top(most)] },
        },
        axes: this.#axes(colour),
        // What is stacked higher is drawn first, and what is below it over it.
        series: [{}, ...(isStacked(this.#model) ? drawn.reverse() : drawn)],
        hooks: {
          setCursor: [(u) => this.#hover(u)],
          setSelect: [(u) => this.#zoom(u)],
          // Lines are too thin to be cut into strips.
          [shape === 'lines' ? 'drawAxes' : 'draw']: [
            (u: uPlot) => {
              hatch(u, this.#model.openBucket, shape === 'lines' ? sunken : surface);
            },
          ],
        },
      },
      dataOf(this.#model),
      this.#box,
    );
    plot.over.addEventListener('click', () => {
      this.#pick(plot);
    });
    return plot;
  }

  #axes(colour: (css: string) => string): uPlot.Axis[] {
    const font = `11px ${getComputedStyle(this.#box).fontFamily}`;
    const shared = { font, stroke: colour('var(--muted)'), ticks: { show: false } };
    const { axisText } = this.#handlers;
    const incrs = this.#model.isWhole ? { incrs: WHOLE_STEPS } : {};
    return [
      {
        ...shared,
        size: 28,
        gap: 8,
        grid: { show: false },
        splits: (u) => {
          const { length } = this.#model.ticks;
          const step = tickStep(length, u.width, TICK_PX);
          return Array.from({ length: Math.ceil(length / step) }, (_, at) => at * step);
        },
        values: (_, places) => places.map((place) => this.#model.ticks[place] ?? ''),
      },
      {
        ...shared,
        ...incrs,
        gap: 6,
        space: 36,
        grid: { stroke: colour('var(--line)'), width: 1 },
        values: (_, heights) => {
          // Without a value nothing says how high the axis is.
          const isScaled = this.#model.top !== null || !isEmpty(this.#model);
          return heights.map((height) => (isScaled || height === 0 ? axisText(height) : ''));
        },
        size: (u, labels) => {
          // Null until the scale is known.
          const shown = (labels as string[] | null) ?? [];
          u.ctx.save();
          u.ctx.font = font;
          const widths = shown.map((label) => u.ctx.measureText(label).width);
          u.ctx.restore();
          return Math.ceil(Math.max(24, ...widths)) + 14;
        },
      },
    ];
  }

  #top(most: number | null): number {
    return this.#model.top ?? (most === null || most <= 0 ? 1 : most * 1.06);
  }

  #hover(u: uPlot): void {
    const { idx = null, left = -1 } = u.cursor;
    this.#handlers.onHover(left < 0 ? null : idx, left + u.over.offsetLeft);
  }

  #pick(u: uPlot): void {
    const { idx, top = 0 } = u.cursor;
    if (idx == null) return;
    this.#handlers.onPick(idx, seriesAt(this.#model, idx, u.posToVal(top, 'y')));
  }

  #zoom(u: uPlot): void {
    const { left, width } = u.select;
    if (width < DRAG_PX) return;
    const last = this.#model.ticks.length - 1;
    const bucketAt = (x: number) => Math.min(last, Math.max(0, Math.round(u.posToVal(x, 'x'))));
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#handlers.onZoom(bucketAt(left), bucketAt(left + width));
  }
}

/** Charts of the same shape differ in their values alone. */
function shapeOf({ shape, series, isWhole }: ChartModel): string {
  return JSON.stringify([shape, isWhole, series.map(({ key, colour }) => [key, colour])]);
}

function dataOf(model: ChartModel): uPlot.AlignedData {
  const drawn = drawnValues(model).map((values) => [...values]);
  return [model.ticks.map((_, at) => at), ...(isStacked(model) ? drawn.reverse() : drawn)];
}

function seriesOptions(shape: ChartModel['shape'], colour: string): uPlot.Series {
  const bars = uPlot.paths.bars;
  if (shape === 'bars' && bars !== undefined) {
    return { fill: colour, width: 0, paths: bars({ size: [0.72, 44] }), points: { show: false } };
  }
  if (shape === 'areas') {
    return { fill: colour, stroke: colour, width: 1, points: { show: false } };
  }
  return { stroke: colour, width: 2, points: { size: 5, fill: colour } };
}

/** Strips the place of what is not over yet, which would else look like a decline. */
function hatch(u: uPlot, bucket: number | null, colour: string): void {
  if (bucket === null) return;
  const { ctx, bbox } = u;
  const from = u.valToPos(bucket - 0.5, 'x', true);
  const to = u.valToPos(bucket + 0.5, 'x', true);
  const step = 6 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, bbox.top, to - from, bbox.height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.5 * devicePixelRatio;
  ctx.beginPath();
  for (let x = from - bbox.height; x < to; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** A canvas knows neither `var()` nor `light-dark()`; an element works them out. */
function colourReader(box: HTMLElement): (css: string) => string {
  return (css) => {
    const probe = document.createElement('span');
    probe.style.color = css;
    box.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

/** Runs when the colours become those of the other theme; the result ends it. */
export function onThemeChange(run: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(run);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  system.addEventListener('change', run);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', run);
  };
}
