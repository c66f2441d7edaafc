/** What a trace of Chromium says about the main thread of the page. */

/**
 * @typedef {object} TraceEvent times in microseconds
 * @property {string} name
 * @property {string} ph
 * @property {number} pid
 * @property {number} tid
 * @property {number} ts
 * @property {number} [dur]
 * @property {number} [tdur] by the clock of the thread
 *
 * @typedef {object} Figures
 * @property {number} longestTaskMs
 * @property {number} longestTaskCpuMs
 * @property {number} frames that changed something
 * @property {number} frameP95Ms script, style and layout between two frames
 * @property {number} frameP95CpuMs
 */

/** What the main thread hands over at the end of each frame. */
const FRAME = 'Commit';

const WORK = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'Layout',
  'PrePaint',
  'RunMicrotasks',
  'TimerFire',
  'UpdateLayoutTree',
]);

/** A frame without any of these looks like the one before. */
const CHANGE = new Set(['Layout', 'UpdateLayoutTree']);

/** @param {readonly TraceEvent[]} events @returns {Figures} */
export function figuresOf(events) {
  const own = ofBusiestPage(events).toSorted((a, b) => a.ts - b.ts);
  const tasks = own.filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  const starts = own.filter(({ name }) => name === FRAME).map(({ ts }) => ts);
  const work = outermost(own.filter(({ name, ph }) => ph === 'X' && WORK.has(name)));
  const frames = starts.slice(1).flatMap((end, index) => {
    const from = starts[index] ?? 0;
    const inside = work.filter(({ ts }) => ts >= from && ts < end);
    // The browser has frames of its own in which nothing happens: they would make the others look better.
    if (!inside.some(({ name }) => CHANGE.has(name))) return [];
    return [{ wall: sum(inside, 'dur'), cpu: sum(inside, 'tdur') }];
  });
  return {
    longestTaskMs: Math.max(0, ...tasks.map(({ dur = 0 }) => dur)) / 1000,
    longestTaskCpuMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1000,
    frames: frames.length,
    frameP95Ms: p95(frames.map(({ wall }) => wall)) / 1000,
    frameP95CpuMs: p95(frames.map(({ cpu }) => cpu)) / 1000,
  };
}

/** The browser has other renderers; ours draws most. @param {readonly TraceEvent[]} events */
function ofBusiestPage(events) {
  /** @type {Map<string, number>} */
  const frames = new Map();
  for (const { name, pid, tid } of events) {
    if (name !== FRAME) continue;
    const thread = `${pid} ${tid}`;
    frames.set(thread, (frames.get(thread) ?? 0) + 1);
  }
  const [busiest] = [...frames].toSorted((a, b) => b[1] - a[1]);
  return events.filter(({ pid, tid }) => `${pid} ${tid}` === busiest?.[0]);
}

/** Those that are in none of the others. @param {readonly TraceEvent[]} events by their beginning */
function outermost(events) {
  let until = -Infinity;
  return events.filter(({ ts, dur = 0 }) => {
    if (ts < until) return false;
    until = ts + dur;
    return true;
  });
}

/** @param {readonly TraceEvent[]} events @param {'dur' | 'tdur'} what */
function sum(events, what) {
  return events.reduce((total, event) => total + (event[what] ?? 0), 0);
}

/** @param {number[]} values */
function p95(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}
