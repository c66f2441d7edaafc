/** `66.7 %` */
export function percent(share: number): string {
  return `${String(Math.round(share * 1000) / 10)} %`;
}

export function quoted(name: string): string {
  return JSON.stringify(name);
}

export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
