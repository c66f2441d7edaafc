import type { ImportProblem } from '../../contracts/import.ts';
import { loss, MAX_FOUND, note } from './found.ts';

/** An object of JSON, YAML or TOML. */
export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the fields of one object, and notes those that hold something else than is wanted. What a field holds is never
 * repeated: it may be a key that stands in the wrong place.
 */
export class TreeReader {
  readonly path: string;
  readonly #tree: Tree;
  readonly #problems: ImportProblem[];
  readonly #seen = new Set<string>();

  constructor(tree: Tree, path: string, problems: ImportProblem[]) {
    this.#tree = tree;
    this.path = path;
    this.#problems = problems;
  }

  has(name: string): boolean {
    return this.#read(name) !== undefined;
  }

  /** Without the spaces around it; undefined also when it is empty. */
  text(name: string): string | undefined {
    const value = this.#read(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
    // A key or a name of digits alone needs no quotes in YAML.
    if (typeof value === 'number') return String(value);
    this.#complain(name, 'must be a text');
    return undefined;
  }

  number(name: string): number | undefined {
    const value = this.#read(name);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)) return Number(value);
    if (value !== undefined) this.#complain(name, 'must be a number');
    return undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.#read(name);
    if (typeof value === 'boolean') return value;
    if (value !== undefined) this.#complain(name, 'must be true or false');
    return undefined;
  }

  /** Of a list of texts those that are; of one text, that one. */
  texts(name: string): readonly string[] {
    const value = this.#read(name);
    if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.#complain(name, 'must be a list');
      return [];
    }
    return (value as unknown[]).filter((one) => typeof one === 'string' && one !== '') as string[];
  }

  tree(name: string): TreeReader | undefined {
    const value = this.#read(name);
    if (isTree(value)) return new TreeReader(value, this.#at(name), this.#problems);
    if (value !== undefined) this.#complain(name, 'must be an object');
    return undefined;
  }

  /** The objects of a list; whatever else stands in it is left out. */
  trees(name: string): readonly TreeReader[] {
    const value = this.#read(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.#complain(name, 'must be a list');
      return [];
    }
    const list = value as readonly unknown[];
    if (list.length > MAX_FOUND) this.#problems.push(loss('tooMany', { path: this.#at(name) }));
    return list.slice(0, MAX_FOUND).flatMap((one, at) => {
      const path = `${this.#at(name)}.${String(at)}`;
      if (isTree(one)) return [new TreeReader(one, path, this.#problems)];
      this.#problems.push(loss('badValue', { path }, 'must be an object'));
      return [];
    });
  }

  /** As it is. */
  value(name: string): unknown {
    return this.#read(name);
  }

  names(): readonly string[] {
    return Object.keys(this.#tree);
  }

  note(code: Parameters<typeof note>[0], name: string | null, detail: string | null = null): void {
    this.#problems.push(note(code, { path: name === null ? this.path : this.#at(name) }, detail));
  }

  lose(code: Parameters<typeof loss>[0], name: string | null, detail: string | null = null): void {
    this.#problems.push(loss(code, { path: name === null ? this.path : this.#at(name) }, detail));
  }

  /** Notes the fields that nobody has asked for. Called last. */
  noteOthers(known: readonly string[] = []): void {
    for (const name of this.names()) {
      if (this.#seen.has(name) || known.includes(name)) continue;
      this.note('notSupported', name.slice(0, 100));
    }
  }

  #read(name: string): unknown {
    this.#seen.add(name);
    const value = Object.hasOwn(this.#tree, name) ? this.#tree[name] : undefined;
    return value ?? undefined;
  }

  #at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  #complain(name: string, wanted: string): void {
    this.note('badValue', name, wanted);
  }
}
