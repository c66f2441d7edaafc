/** One text under one name, kept for the next visit. */
export type SavedText = { read(): string | null; write(value: string): void };

/** A browser that keeps nothing for us (private mode, full, forbidden) costs only the memory. */
export function savedText(storage: () => Storage, name: string): SavedText {
  return {
    read: () => {
      try {
        return storage().getItem(name);
      } catch {
        return null;
      }
    },
    write: (value) => {
      try {
        storage().setItem(name, value);
      } catch {
        // The choice holds until the page is left, which is what it says on the screen.
      }
    },
  };
}
