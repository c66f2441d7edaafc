import type { SavedText } from './saved-text.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

/** Where each preference is kept for the next visit. */
export type PreferenceMemory = {
  readonly theme: SavedText;
  readonly density: SavedText;
  readonly letters: SavedText;
};

/** How the person wants the window to look and to react. Kept in the browser: each window may have its own. */
export class Preferences {
  readonly #memory: PreferenceMemory;
  #theme = $state<Theme>('system');
  #density = $state<Density>('comfortable');
  #areLettersOn = $state(true);

  constructor(memory: PreferenceMemory) {
    this.#memory = memory;
    this.#theme = oneOf(THEMES, memory.theme.read());
    this.#density = oneOf(DENSITIES, memory.density.read());
    this.#areLettersOn = memory.letters.read() !== 'off';
  }

  get theme(): Theme {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    this.#memory.theme.write(theme);
  }

  get density(): Density {
    return this.#density;
  }

  set density(density: Density) {
    this.#density = density;
    this.#memory.density.write(density);
  }

  /** Do single letters act as shortcuts? */
  get areLettersOn(): boolean {
    return this.#areLettersOn;
  }

  set areLettersOn(areOn: boolean) {
    this.#areLettersOn = areOn;
    this.#memory.letters.write(areOn ? 'on' : 'off');
  }
}

function oneOf<const T extends string>(known: readonly [T, ...T[]], saved: string | null): T {
  return known.find((value) => value === saved) ?? known[0];
}
