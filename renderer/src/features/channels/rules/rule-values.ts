import type {
  CaptureFormat,
  Rule,
  RuleAction,
  RuleCooldown,
  RuleDraft,
  RuleMatch,
} from '#contracts/rule';
import type { Protocol } from '#contracts/protocol';

/** A rule as it stands in its form. Texts that are empty are no condition. */
export type RuleValues = {
  name: string;
  isEnabled: boolean;
  /** `429, 500-599` */
  statuses: string;
  headerName: string;
  headerPattern: string;
  textKind: 'contains' | 'regex';
  text: string;
  isEmptyAnswer: boolean;
  protocols: Protocol[];
  blame: RuleAction['blame'];
  next: RuleAction['next'];
  cooldown: RuleCooldown['kind'];
  seconds: number | null;
  group: string;
  format: CaptureFormat['kind'];
  layout: string;
  zone: string;
};

const SECOND_MS = 1000;

export function newRule(): RuleValues {
  return {
    name: '',
    isEnabled: true,
    statuses: '',
    headerName: '',
    headerPattern: '',
    textKind: 'contains',
    text: '',
    isEmptyAnswer: false,
    protocols: [],
    blame: 'channel',
    next: 'failOver',
    cooldown: 'default',
    seconds: 60,
    group: 'reset',
    format: 'dateTime',
    layout: 'YYYY-MM-DD HH:mm:ss',
    zone: 'UTC',
  };
}

export function ruleValuesOf({ name, isEnabled, match, action }: RuleDraft): RuleValues {
  const { cooldown } = action;
  const fresh = newRule();
  return {
    ...fresh,
    name,
    isEnabled,
    statuses: match.statuses
      .map((one) => (typeof one === 'number' ? String(one) : `${one.from}-${one.to}`))
      .join(', '),
    headerName: match.header?.name ?? '',
    headerPattern: match.header?.pattern ?? '',
    textKind: match.text?.kind ?? fresh.textKind,
    text: match.text?.value ?? '',
    isEmptyAnswer: match.isEmptyAnswer,
    protocols: [...(match.protocols ?? [])],
    blame: action.blame,
    next: action.next,
    cooldown: cooldown.kind,
    ...(cooldown.kind === 'fixed' ? { seconds: cooldown.durationMs / SECOND_MS } : {}),
    ...(cooldown.kind === 'captured' ? capturedValues(cooldown.group, cooldown.format) : {}),
  };
}

function capturedValues(group: string, format: CaptureFormat): Partial<RuleValues> {
  return {
    group,
    format: format.kind,
    ...('layout' in format ? { layout: format.layout } : {}),
    ...('zone' in format ? { zone: format.zone } : {}),
  };
}

export function ruleDraftOf(values: RuleValues): RuleDraft {
  return {
    name: values.name.trim(),
    isEnabled: values.isEnabled,
    match: {
      statuses: statusesIn(values.statuses),
      header:
        values.headerName.trim() === ''
          ? null
          : { name: values.headerName.trim(), pattern: values.headerPattern },
      text: values.text === '' ? null : { kind: values.textKind, value: values.text },
      isEmptyAnswer: values.isEmptyAnswer,
      protocols: values.protocols.length === 0 ? null : values.protocols,
    },
    action: { blame: values.blame, next: values.next, cooldown: cooldownOf(values) },
  };
}

/** What is no number goes to the server as it stands, which says so at its field. */
export function statusesIn(text: string): RuleMatch['statuses'] {
  return text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((part) => {
      const all = /^(\d)xx$/i.exec(part);
      if (all !== null) return { from: Number(all[1]) * 100, to: Number(all[1]) * 100 + 99 };
      const range = /^(\d+)[-–](\d+)$/.exec(part);
      return range === null ? Number(part) : { from: Number(range[1]), to: Number(range[2]) };
    });
}

function cooldownOf(values: RuleValues): RuleCooldown {
  switch (values.cooldown) {
    case 'default':
    case 'none':
      return { kind: values.cooldown };
    case 'fixed':
      return { kind: 'fixed', durationMs: Math.round((values.seconds ?? 0) * SECOND_MS) };
    case 'captured':
      return { kind: 'captured', group: values.group.trim(), format: formatOf(values) };
  }
}

function formatOf({ format, layout, zone }: RuleValues): CaptureFormat {
  switch (format) {
    case 'dateTime':
      return { kind: format, layout, zone };
    case 'timeOfDay':
      return { kind: format, zone };
    case 'unixSeconds':
    case 'unixMs':
    case 'seconds':
      return { kind: format };
  }
}

/** Headers as they are copied from somewhere: `name: value`, one a line. Other lines say nothing. */
export function headersIn(text: string): Readonly<Record<string, string>> {
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const [, name = '', value = ''] = /^\s*([^:\s]+)\s*:\s*(.*)$/.exec(line) ?? [];
    return name === '' ? [] : [[name.toLowerCase(), value.trim()]];
  });
  return Object.fromEntries(pairs);
}

/** One place up or down within its list; null when there is nowhere to go. */
export function movedRule(
  rules: readonly Rule[],
  id: Rule['id'],
  step: -1 | 1,
): readonly Rule['id'][] | null {
  const ids = rules.map((rule) => rule.id);
  const from = ids.indexOf(id);
  const other = ids[from + step];
  if (from < 0 || from + step < 0 || other === undefined) return null;
  return ids.with(from, other).with(from + step, id);
}
